import { setImmediate } from "node:timers/promises";
import type { Origin } from "@/lib/contracts/common";
import type { Container } from "../../container";
import { claimInboxEntries, readClaimableEntries, releaseInboxEntry, renewInboxClaims, type ClaimableEntry, type InboxClaim } from "../../inbox/claim";
import type { Ctx } from "../../platform/ctx";
import { isDatabaseLost } from "../../platform/db/lost";
import { Fenced, messageOf, Unavailable } from "../../platform/errors";
import { tunables } from "../../platform/tunables";
import { readDelivery } from "../../sources/port";
import { keepAlive } from "../renewing";
import { digestEntries } from "./digest";
import type { ReadEntry } from "./read-entry";

export { correlationLock } from "./digest";

/** What became of an inbox entry; `elsewhere` is in another worker's hands or was done before, and must not be acknowledged here unseen. */
export type IngestOutcome = "processed" | "waiting" | "dead" | "elsewhere";

/**
 * Turns inbox entries into alerts, signals, findings and incidents. Entries that were never tried go together, as many in one fenced
 * commit as the limits allow; one that was tried before goes alone, with nothing else of this process in work, so that an entry that
 * ends its worker takes no other's attempts. What is not begun when the signal comes is left out of the answer.
 */
export async function ingestInboxEntries(container: Container, ctx: Ctx, ids: readonly string[], signal?: AbortSignal): Promise<Map<string, IngestOutcome>> {
  const claimable = await readClaimableEntries(ctx.db, ids);
  const found = new Set(claimable.map((entry) => entry.id));
  const outcomes = new Map<string, IngestOutcome>(ids.filter((id) => !found.has(id)).map((id) => [id, "elsewhere"]));
  const batches = [...batchesOf(claimable)];
  let ahead: Promise<Prepared | null> | null = null;
  for (const [index, batch] of batches.entries()) {
    const prepared = await (ahead ?? prepare(container, ctx, batch, outcomes));
    const next = batches[index + 1];
    // The next batch is claimed and read while PostgreSQL works on this one, but nothing beside an entry that was tried before.
    ahead = next === undefined || signal?.aborted === true || isTried(next) || isTried(batch) ? null : prepare(container, ctx, next, outcomes);
    // Its failure is met when its turn comes.
    ahead?.catch(() => undefined);
    await prepared?.digest();
    if (signal?.aborted === true && ahead === null) break;
  }
  return outcomes;
}

/** Turns one inbox entry into what it says; see `ingestInboxEntries`. */
export async function ingestInboxEntry(container: Container, ctx: Ctx, inboxId: string): Promise<IngestOutcome> {
  return (await ingestInboxEntries(container, ctx, [inboxId])).get(inboxId) ?? "elsewhere";
}

/** Untried entries of one origin, as many as fit; then each tried one alone. */
function* batchesOf(entries: readonly ClaimableEntry[]): Generator<ClaimableEntry[]> {
  for (const origin of ["live", "range"] satisfies Origin[]) {
    let batch: ClaimableEntry[] = [];
    let bytes = 0;
    for (const entry of entries) {
      if (entry.origin !== origin || entry.attempts > 0) continue;
      if (batch.length > 0 && bytes + entry.bodyBytes > tunables.ingestBatchBytes) {
        yield batch;
        [batch, bytes] = [[], 0];
      }
      batch.push(entry);
      bytes += entry.bodyBytes;
    }
    if (batch.length > 0) yield batch;
  }
  for (const entry of entries) if (entry.attempts > 0) yield [entry];
}

function isTried(batch: readonly ClaimableEntry[]): boolean {
  return batch.some((entry) => entry.attempts > 0);
}

/** A batch whose entries are claimed and read; their claims are kept alive until it is digested. */
interface Prepared {
  digest(): Promise<void>;
}

/** Claims a batch and reads its bodies; a body that cannot be read is given back at once. */
async function prepare(container: Container, ctx: Ctx, batch: readonly ClaimableEntry[], outcomes: Map<string, IngestOutcome>): Promise<Prepared | null> {
  const claims = await claimInboxEntries(ctx.db, batch.map((entry) => entry.id));
  for (const { id } of batch) outcomes.set(id, "elsewhere");
  if (claims.length === 0) return null;
  const release = keepAlive(ctx.log, () => renewInboxClaims(ctx.db, claims));
  const entries: ReadEntry[] = [];
  let since = performance.now();
  for (const claim of claims) {
    // The batch before talks to PostgreSQL meanwhile; it must not wait for all of this one to be read.
    if (performance.now() - since > tunables.readSliceMs) {
      await setImmediate();
      since = performance.now();
    }
    try {
      entries.push({ claim, delivery: await readDelivery(container.sources[claim.entry.source], claim.entry.body, claim.entry.kind) });
    } catch (error) {
      await fail(ctx, claim, error, outcomes);
    }
  }
  return {
    digest: async () => {
      try {
        for (const part of partsOf(entries)) await digestOrDivide(container, ctx, part, outcomes);
      } finally {
        release();
      }
    },
  };
}

/** Entries in the order they came, as many alerts at once as one transaction takes. */
function* partsOf(entries: readonly ReadEntry[]): Generator<ReadEntry[]> {
  let part: ReadEntry[] = [];
  let alerts = 0;
  for (const entry of entries) {
    const count = entry.delivery.signals.length + entry.delivery.findings.length;
    if (part.length > 0 && alerts + count > tunables.ingestBatchAlerts) {
      yield part;
      [part, alerts] = [[], 0];
    }
    part.push(entry);
    alerts += count;
  }
  if (part.length > 0) yield part;
}

/** Digests entries together; when that fails for a reason of theirs, in two halves, until only those fail that must. */
async function digestOrDivide(container: Container, ctx: Ctx, entries: readonly ReadEntry[], outcomes: Map<string, IngestOutcome>): Promise<void> {
  const [first] = entries;
  if (first === undefined) return;
  try {
    await digestEntries(container, ctx, first.claim.entry.origin, entries);
    for (const { claim } of entries) outcomes.set(claim.entry.id, "processed");
  } catch (error) {
    if (entries.length === 1 || isNobodysFault(error)) {
      for (const { claim } of entries) await fail(ctx, claim, error, outcomes);
      return;
    }
    ctx.log.warn({ err: messageOf(error), entries: entries.length }, "inbox_batch_divided");
    const middle = entries.length >> 1;
    await digestOrDivide(container, ctx, entries.slice(0, middle), outcomes);
    await digestOrDivide(container, ctx, entries.slice(middle), outcomes);
  }
}

function isNobodysFault(error: unknown): boolean {
  return error instanceof Unavailable || isDatabaseLost(error);
}

async function fail(ctx: Ctx, claim: InboxClaim, error: unknown, outcomes: Map<string, IngestOutcome>): Promise<void> {
  const inboxId = claim.entry.id;
  if (error instanceof Fenced) {
    ctx.log.warn({ inboxId }, "inbox_claim_lost");
    return;
  }
  try {
    const state = await releaseInboxEntry(ctx, claim, messageOf(error), isNobodysFault(error) ? "none" : "own");
    ctx.log.error({ err: error, inboxId, state }, "inbox_entry_failed");
    if (state !== "lost") outcomes.set(inboxId, state);
  } catch (lost) {
    // PostgreSQL is away: the claim lapses by itself.
    ctx.log.error({ err: lost, inboxId, state: "unknown" }, "inbox_entry_failed");
  }
}
