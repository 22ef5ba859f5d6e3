import { sql } from "drizzle-orm";
import type { Origin } from "@/lib/contracts/common";
import { entityKey } from "@/lib/contracts/entity";
import { applyObservations } from "../../alert/apply";
import { settleQuietIncidents } from "../../approval/withdraw";
import type { Container } from "../../container";
import { claimInboxEntry, finishInboxEntry, releaseInboxEntry, renewInboxClaim, type InboxClaim } from "../../inbox/claim";
import { correlateChanges } from "../../incident/correlate";
import type { Ctx } from "../../platform/ctx";
import type { Transaction } from "../../platform/db/client";
import { Fenced, messageOf, Unavailable } from "../../platform/errors";
import { recordSignals } from "../../signal/record";
import { readTopology } from "../../topology/read";
import { entityOfLabels } from "../../topology/rules";
import { renewing } from "../renewing";

/** One lock per origin around the correlate step: two workers that join alerts at once would open two incidents for one fault. */
export const correlationLock = { live: 7_240_591_835, range: 7_240_591_836 } as const;

/** Waits for its turn to correlate. @throws {Unavailable} when another delivery takes too long, which is no fault of this one */
async function takeTurn(tx: Transaction, origin: Origin): Promise<void> {
  try {
    await tx.execute(sql`select pg_advisory_xact_lock(${correlationLock[origin]})`);
  } catch (error) {
    throw new Unavailable("Another delivery is being correlated.", { cause: error });
  }
}

async function digest(container: Container, ctx: Ctx, claim: InboxClaim): Promise<void> {
  const { entry } = claim;
  const { origin, source } = entry;
  const delivery = container.sources[source].parse(entry.body, entry.kind);
  await ctx.db.transaction(async (tx) => {
    await takeTurn(tx, origin);
    const graph = await readTopology(tx, origin);
    const observations = delivery.signals.map((parsed) => {
      const ref = entityOfLabels(parsed.labels, graph, container.worlds[origin].cluster);
      return { parsed, entityKey: ref === null ? null : entityKey(ref) };
    });
    const changes = await applyObservations(tx, { origin, source, observations, seenAt: entry.receivedAt });
    await recordSignals(tx, { inboxId: entry.id, changes, observedAt: entry.receivedAt });
    const { quietIncidentIds } = await correlateChanges(ctx, tx, { origin, changes, graph });
    await settleQuietIncidents(ctx, tx, quietIncidentIds);
    await finishInboxEntry(tx, claim);
  });
  await ctx.bus.announceEvents();
}

/** What became of an inbox entry; `elsewhere` is in another worker's hands and must not be acknowledged here. */
export type IngestOutcome = "processed" | "waiting" | "dead" | "elsewhere";

/**
 * Turns one inbox entry into alerts, signals and incidents: all of it in one fenced commit, or nothing. An entry that keeps
 * failing is parked as dead.
 */
export async function ingestInboxEntry(container: Container, ctx: Ctx, inboxId: string): Promise<IngestOutcome> {
  const claim = await claimInboxEntry(ctx.db, inboxId);
  if (claim === null) return "elsewhere";
  try {
    await renewing(ctx.log, () => renewInboxClaim(ctx.db, claim), () => digest(container, ctx, claim));
    return "processed";
  } catch (error) {
    if (error instanceof Fenced) {
      ctx.log.warn({ inboxId }, "inbox_claim_lost");
      return "elsewhere";
    }
    const state = await releaseInboxEntry(ctx.db, claim, messageOf(error), error instanceof Unavailable ? "none" : "own");
    ctx.log.error({ err: error, inboxId, state }, "inbox_entry_failed");
    return state === "lost" ? "elsewhere" : state;
  }
}
