import type { Origin } from "@/lib/contracts/common";
import type { Container } from "../../container";
import { claimInboxEntries, readClaimableEntries, releaseInboxEntry, renewInboxClaims, type ClaimableEntry, type InboxClaim } from "../../inbox/claim";
import type { Ctx } from "../../platform/ctx";
import { isDatabaseLost } from "../../platform/db/lost";
import { Fenced, messageOf, Unavailable } from "../../platform/errors";
import { tunables } from "../../platform/tunables";
import { renewing } from "../renewing";
import { redactDelivery } from "./redact-delivery";
import { digestEntries, type ReadEntry } from "./digest";

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
  for (const batch of batchesOf(claimable)) {
    if (signal?.aborted === true) break;
    await ingestBatch(container, ctx, batch.map((entry) => entry.id), outcomes);
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

async function ingestBatch(container: Container, ctx: Ctx, ids: readonly string[], outcomes: Map<string, IngestOutcome>): Promise<void> {
  const claims = await claimInboxEntries(ctx.db, ids);
  for (const id of ids) outcomes.set(id, "elsewhere");
  if (claims.length === 0) return;
  await renewing(ctx.log, () => renewInboxClaims(ctx.db, claims), async () => {
    const entries: ReadEntry[] = [];
    for (const claim of claims) {
      try {
        entries.push({ claim, delivery: redactDelivery(container.sources[claim.entry.source].parse(claim.entry.body, claim.entry.kind)) });
      } catch (error) {
        await fail(ctx, claim, error, outcomes);
      }
    }
    for (const part of partsOf(entries)) await digestOrDivide(container, ctx, part, outcomes);
  });
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
