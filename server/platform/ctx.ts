import type { Actor, Channel } from "@/lib/contracts/common";
import type { Database, Transaction } from "./db/client";
import type { Logger } from "./log";
import type { Bus } from "./redis/bus";

/** What every verb gets beside its input: the stores, the clock, and on whose behalf it runs. */
export interface Ctx {
  readonly db: Database;
  readonly bus: Bus;
  readonly log: Logger;
  /** The clock of this process: for what is only told. */
  readonly now: () => Date;
  /** The clock of PostgreSQL at this moment, also late in a transaction: for what is decided by time, so that the clocks of processes may differ. */
  readonly databaseNow: (db: Database | Transaction) => Promise<Date>;
  readonly actor: Actor;
  readonly channel: Channel;
}
