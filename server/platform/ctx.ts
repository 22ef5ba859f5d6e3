import type { Actor, Channel } from "@/lib/contracts/common";
import type { Database } from "./db/client";
import type { Logger } from "./log";
import type { Bus } from "./redis/bus";

/** What every verb gets beside its input: the stores, the clock, and on whose behalf it runs. */
export interface Ctx {
  readonly db: Database;
  readonly bus: Bus;
  readonly log: Logger;
  readonly now: () => Date;
  readonly actor: Actor;
  readonly channel: Channel;
}
