import type { InboxClaim } from "../../inbox/claim";
import type { ParsedDelivery } from "../../sources/port";

/** A claimed inbox entry whose body has been read. */
export interface ReadEntry {
  readonly claim: InboxClaim;
  readonly delivery: ParsedDelivery;
}
