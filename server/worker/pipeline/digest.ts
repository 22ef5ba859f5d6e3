import { sql } from "drizzle-orm";
import type { Origin } from "@/lib/contracts/common";
import { entityKey } from "@/lib/contracts/entity";
import type { AlertSource } from "@/lib/contracts/signal";
import { newId } from "@/lib/ids";
import { readActionStates } from "../../action/read-states";
import { foldObservations, type Folded, type FoldedAlert, type KnownAlert, type Observation } from "../../alert/fold";
import { possibleRepeats } from "../../alert/repeats";
import { readKnownAlerts, touchAlerts, touchRepeats } from "../../alert/store";
import { groupHashOf, recordGroupWords, type GroupWord } from "../../alert/truncated";
import { settleQuietIncidents, withdrawMerged } from "../../approval/withdraw";
import type { Container } from "../../container";
import { recordFindings, type SeenFinding } from "../../finding/record";
import { finishInboxEntries } from "../../inbox/claim";
import { isHeartbeat } from "../../inbox/heartbeat";
import { correlateChanges } from "../../incident/correlate/correlate-changes";
import { nodeKeyOf, Relations } from "../../incident/correlate/relations";
import type { Ctx } from "../../platform/ctx";
import type { Transaction } from "../../platform/db/client";
import { Unavailable } from "../../platform/errors";
import { tunables } from "../../platform/tunables";
import { recordSignals, type SeenSignal } from "../../signal/record";
import type { ParsedSignal } from "../../sources/port";
import { readTopology } from "../../topology/read";
import { entityOfLabels, type TopologyGraph } from "../../topology/rules";
import { readCalmed } from "./calm-findings";
import type { ReadEntry } from "./read-entry";
import { redactItem } from "./redact-item";

/** One lock per origin around everything that correlates: two workers that join alerts at once would open two incidents for one fault. */
export const correlationLock = { live: 7_240_591_835, range: 7_240_591_836 } as const;

/** One lock per origin around what is read and written of findings; whoever holds it may wait for the correlation lock, and never the other way round. */
const findingsLock = { live: 7_240_591_838, range: 7_240_591_839 } as const;

/** Waits for its turn to correlate. @throws {Unavailable} when another takes too long, which is no fault of this one */
export function takeTurn(tx: Transaction, origin: Origin): Promise<void> {
  return takeLock(tx, correlationLock[origin]);
}

async function takeLock(tx: Transaction, lock: number): Promise<void> {
  try {
    await tx.execute(sql`select pg_advisory_xact_lock(${lock})`);
  } catch (error) {
    throw new Unavailable("Another delivery is being worked.", { cause: error });
  }
}

/**
 * Turns entries of one origin into alerts, signals, findings and incidents, in the order they were received: all of it in one
 * commit, or nothing.
 * @throws {Fenced} when any of the claims was lost
 * @throws {Unavailable} when another worker correlates for too long
 */
export async function digestEntries(container: Container, ctx: Ctx, origin: Origin, entries: readonly ReadEntry[]): Promise<void> {
  const observations = entries.flatMap(observationsOf);
  const alerting = observations.filter(isAlerting);
  const informing = observations.filter(({ parsed }) => parsed.state === "info").map(withoutSecrets);
  const words = entries.flatMap(groupWordsOf);
  const hasFindings = entries.some(({ delivery }) => delivery.findings.length > 0);
  await ctx.db.transaction(async (tx) => {
    // A report of 100,000 findings takes its time; what alerts the others have must not wait for it.
    const heard = hasFindings ? await digestFindings(container, ctx, tx, origin, entries) : alerting;
    await takeTurn(tx, origin);
    const folded = await fold(tx, origin, await withoutRepeats(tx, origin, heard));
    if (words.length > 0) await recordGroupWords(tx, origin, words);
    await touchAlerts(tx, folded.touched);
    if (folded.changes.length > 0 || informing.length > 0) {
      const world = await surroundingsOf(container, tx, origin);
      await digestChanges(ctx, tx, origin, world.locate(folded), informing, world);
    }
    await finishInboxEntries(tx, entries.map(({ claim }) => claim));
  });
  await ctx.bus.announceEvents();
}

/**
 * Takes in what AWOOOI notices by itself, through the same steps as any delivery, in one commit. `notice` is asked when nobody else
 * correlates any more, so that two workers who notice the same at once say it once.
 * @throws {Unavailable} when another worker correlates for too long
 */
export async function digestOwn(container: Container, ctx: Ctx, origin: Origin, notice: (tx: Transaction) => Promise<readonly ParsedSignal[]>): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    await takeTurn(tx, origin);
    const seenAt = ctx.now();
    const noticed = await notice(tx);
    if (noticed.length === 0) return;
    const folded = await fold(tx, origin, noticed.map((parsed, position) => ({ inboxId: null, position, source: "awoooi", seenAt, parsed, truncatedGroup: null })));
    await touchAlerts(tx, folded.touched);
    const world = await surroundingsOf(container, tx, origin);
    await digestChanges(ctx, tx, origin, world.locate(folded), [], world);
  });
  await ctx.bus.announceEvents();
}

function isAlerting({ parsed }: Observation): boolean {
  return parsed.state !== "info";
}

/** Notes what only repeats that an alert fires, and returns the rest. */
async function withoutRepeats(tx: Transaction, origin: Origin, observations: readonly Observation[]): Promise<readonly Observation[]> {
  const done = new Map<AlertSource, ReadonlySet<string>>();
  for (const [source, repeats] of possibleRepeats(observations)) if (repeats.length > 0) done.set(source, await touchRepeats(tx, origin, source, repeats));
  return observations.filter(({ source, parsed }) => done.get(source)?.has(parsed.fingerprint) !== true);
}

async function fold(tx: Transaction, origin: Origin, observations: readonly Observation[]): Promise<Folded> {
  return foldObservations({ origin, known: await readKnown(tx, origin, observations), observations, newAlertId: () => newId("alert"), limits: tunables });
}

async function surroundingsOf(container: Container, tx: Transaction, origin: Origin): Promise<Surroundings> {
  return new Surroundings(await readTopology(tx, origin), container.worlds[origin].cluster);
}

function observationsOf({ claim: { entry }, delivery }: ReadEntry): Observation[] {
  const truncatedGroup = delivery.truncatedCount > 0 && delivery.group !== null ? groupHashOf(delivery.group.key) : null;
  return delivery.signals.map((parsed, position) => ({ inboxId: entry.id, position, source: entry.source, seenAt: entry.receivedAt, parsed, truncatedGroup }));
}

function groupWordsOf({ claim: { entry }, delivery }: ReadEntry): GroupWord[] {
  return delivery.group === null ? [] : [{ source: entry.source, group: delivery.group, hiddenCount: delivery.truncatedCount, seenAt: entry.receivedAt }];
}

async function readKnown(tx: Transaction, origin: Origin, observations: readonly Observation[]): Promise<Map<string, KnownAlert>> {
  const bySource = new Map<AlertSource, Set<string>>();
  for (const { source, parsed } of observations) {
    const fingerprints = bySource.get(source);
    if (fingerprints === undefined) bySource.set(source, new Set([parsed.fingerprint]));
    else fingerprints.add(parsed.fingerprint);
  }
  const known = new Map<string, KnownAlert>();
  for (const [source, fingerprints] of bySource) for (const [key, alert] of await readKnownAlerts(tx, origin, source, [...fingerprints])) known.set(key, alert);
  return known;
}

/** The map of the world, asked what labels speak of. */
class Surroundings {
  readonly relations: Relations;

  constructor(
    private readonly graph: TopologyGraph,
    private readonly cluster: string,
  ) {
    this.relations = new Relations(graph, tunables.neighbourHops);
  }

  entityKeyOf(labels: Readonly<Record<string, string>>): string | null {
    const ref = entityOfLabels(labels, this.graph, this.cluster);
    return ref === null ? null : entityKey(ref);
  }

  /** The same changes without secrets, and with the entity and the node that each alert speaks of. Repeats, which are most, cost nothing here. */
  locate(folded: Folded): Folded {
    const changed = new Map<string, FoldedAlert>();
    for (const [id, told] of folded.changed) {
      const alert = redactItem(told);
      const key = this.entityKeyOf(alert.labels) ?? alert.entityKey;
      changed.set(id, { ...alert, entityKey: key, nodeKey: nodeKeyOf(alert.labels, key, this.graph, this.cluster) });
    }
    return { ...folded, changed, changes: folded.changes.map((change) => ({ ...change, observation: withoutSecrets(change.observation) })) };
  }
}

function withoutSecrets(observation: Observation): Observation {
  return { ...observation, parsed: redactItem(observation.parsed) };
}

async function digestChanges(ctx: Ctx, tx: Transaction, origin: Origin, { changed, changes }: Folded, informing: readonly Observation[], world: Surroundings): Promise<void> {
  const seen: SeenSignal[] = changes.map(({ alertId, observation, startsAt }) => ({ observation, alertId, entityKey: changed.get(alertId)?.entityKey ?? null, startsAt }));
  const informed: SeenSignal[] = informing.map((observation) => {
    const { startsAt, labels } = observation.parsed;
    return { observation, alertId: null, entityKey: world.entityKeyOf(labels), startsAt: startsAt.getTime() === 0 ? observation.seenAt : startsAt };
  });
  await recordSignals(tx, origin, [...seen, ...informed]);
  if (changes.length === 0) return;
  // A sign of life is remembered as an alert and never makes an incident; `pipeline/watch-sources.ts` minds its absence.
  const problems = changes.filter(({ observation }) => !isHeartbeat(observation.source, observation.parsed));
  const { quietIds, withdrawIds } = await correlateChanges(ctx, tx, { origin, changed, changes: problems, relations: world.relations, actionStates: readActionStates });
  await withdrawMerged(ctx, tx, withdrawIds);
  await settleQuietIncidents(ctx, tx, quietIds);
}

/** Records the findings of entries, and returns what alerts the entries speak of, those among them that their findings end. */
async function digestFindings(container: Container, ctx: Ctx, tx: Transaction, origin: Origin, entries: readonly ReadEntry[]): Promise<readonly Observation[]> {
  await takeLock(tx, findingsLock[origin]);
  const calmed = await readCalmed(container, tx, origin, entries);
  const world = await surroundingsOf(container, tx, origin);
  for (const { claim, delivery } of entries) {
    if (delivery.findings.length === 0) continue;
    const findings: SeenFinding[] = [];
    for (const parsed of delivery.findings) {
      const clean = redactItem(parsed);
      findings.push({ parsed: clean, entityKey: world.entityKeyOf(clean.labels) });
    }
    await recordFindings(ctx, tx, { origin, source: claim.entry.source, findings, seenAt: claim.entry.receivedAt });
  }
  return entries.flatMap((entry) => [...observationsOf(entry).filter(isAlerting), ...(calmed.get(entry.claim.entry.id) ?? [])]);
}
