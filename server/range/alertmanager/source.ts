import type { Silences } from "../alert/silences";
import type { NotifiedAlert } from "../alert/webhook-body";

/** What the API needs from the rest of the range. */
export interface AlertmanagerSource {
  alerts: readonly NotifiedAlert[];
  silences: Silences;
  nowMs: number;
}
