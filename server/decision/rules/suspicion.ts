import type { Reading, Sample } from "./deviation";
import { metricNames, metricRules, type MetricName } from "./metrics";

/** What was measured of one entity. */
export interface Suspect {
  readonly key: string;
  readonly readings: Readonly<Partial<Record<MetricName, Reading>>>;
}

/** How much an entity is suspected of being behind what alerts, and why. */
export interface Suspicion {
  readonly key: string;
  /** 0 to 1: its own trouble explains the symptoms, and nothing that it needs explains its trouble. */
  readonly scoreRatio: number;
  /** Alerting entities whose trouble this one explains, the best explained first. */
  readonly explains: readonly { readonly key: string; readonly ratio: number; readonly by: MetricName }[];
  /** What it needs that explains its own trouble better than it does, or null. */
  readonly excusedBy: { readonly key: string; readonly ratio: number; readonly by: MetricName } | null;
  /** Its own most troubled metric, or null when none is out of the usual. */
  readonly worst: MetricName | null;
  readonly movedAt: Date | null;
}

/** What ranking looks at: measurements, and who needs whom. Names are compared for equality and nothing else. */
export interface Circumstances {
  readonly suspects: readonly Suspect[];
  /** Keys of all that an entity needs, directly or through others, itself left out. */
  readonly needs: (key: string) => readonly string[];
  readonly alerting: readonly string[];
  /** Times of two samples are this far apart; what moved within two steps moved together. */
  readonly stepSeconds: number;
}

/** A trouble that explains all of an entity's own trouble takes this much of the blame away from it; never all, since explanations can be wrong. */
const excuseShare = 0.85;
/** A symptom cannot have a cause that began after it; measuring blurs, so this is doubt and not exclusion. */
const lateFactor = 0.4;
/** Without request rates nobody knows whether a trouble is large enough for the symptom. */
const unknownAccount = 0.6;

/** 0 for nothing, one half at the edge of what counts, near 1 far beyond it. */
function strengthOf(reading: Reading): number {
  return 1 - 2 ** -reading.worst;
}

/** Whether two troubles have the same shape over time: the cosine of their profiles, 0 when they share no time. */
function agreement(a: readonly Sample[], b: readonly Sample[]): number {
  const other = new Map(b);
  let product = 0;
  for (const [at, value] of a) product += value * (other.get(at) ?? 0);
  const size = (profile: readonly Sample[]) => Math.sqrt(profile.reduce((sum, [, value]) => sum + value * value, 0));
  const sizes = size(a) * size(b);
  return sizes > 0 ? product / sizes : 0;
}

/** Trouble times requests: failed requests, or seconds of waiting, that an entity adds. Null when its request rate is not known. */
function burdenOf(suspect: Suspect, metric: MetricName): number | null {
  const rates = new Map(suspect.readings.requestRate?.recent);
  const profile = suspect.readings[metric]?.profile ?? [];
  return rates.size === 0 ? null : profile.reduce((sum, [at, value]) => sum + value * (rates.get(at) ?? 0), 0);
}

interface Explanation {
  readonly ratio: number;
  readonly by: MetricName;
}

const none: Explanation = { ratio: 0, by: "errorRatio" };

class Ranking {
  private readonly byKey: ReadonlyMap<string, Suspect>;
  private readonly needed = new Map<string, ReadonlySet<string>>();

  constructor(private readonly scene: Circumstances) {
    this.byKey = new Map(scene.suspects.map((suspect) => [suspect.key, suspect]));
  }

  private needsOf(key: string): ReadonlySet<string> {
    const known = this.needed.get(key) ?? new Set(this.scene.needs(key));
    this.needed.set(key, known);
    return known;
  }

  /** What users would notice of an entity, or else its most troubled state; one that only carries more load has no symptom. */
  private symptomsOf(suspect: Suspect): MetricName[] {
    const troubled = (roles: readonly string[]) => metricNames.filter((name) => roles.includes(metricRules[name].role) && (suspect.readings[name]?.worst ?? 0) > 0);
    const felt = troubled(["felt"]);
    return felt.some((name) => (suspect.readings[name]?.worst ?? 0) > 1) ? felt : [...felt, ...troubled(["down", "inner"])];
  }

  /** How well the trouble of one entity explains a metric of another, or of itself. */
  private explain(suspect: Suspect, other: Suspect, symptom: MetricName): Explanation {
    const seen = other.readings[symptom];
    if (seen === undefined) return none;
    let best = none;
    for (const name of metricNames) {
      const reading = suspect.readings[name];
      const { role } = metricRules[name];
      // What users feel counts as much as it moved; a state within its usual bounds explains nothing.
      if (reading === undefined || reading.worst === 0 || (role !== "felt" && reading.worst < 1) || (role === "load" && suspect !== other)) continue;
      const late = reading.since !== null && seen.since !== null && reading.since.getTime() - seen.since.getTime() > 2000 * this.scene.stepSeconds;
      const ratio = strengthOf(reading) * agreement(reading.profile, seen.profile) * this.account(suspect, name, other, symptom) * (late ? lateFactor : 1);
      if (ratio > best.ratio) best = { ratio, by: name };
    }
    return best;
  }

  private account(suspect: Suspect, name: MetricName, other: Suspect, symptom: MetricName): number {
    if (suspect === other && name === symptom) return 1;
    if (metricRules[name].role === "down") return 1;
    if (name !== symptom) return unknownAccount;
    const [own, theirs] = [burdenOf(suspect, name), burdenOf(other, symptom)];
    return own === null || theirs === null || theirs === 0 ? unknownAccount : Math.min(1, own / theirs);
  }

  private suspicion(suspect: Suspect): Suspicion {
    const { key } = suspect;
    const explains = this.scene.alerting.flatMap((alerting) => {
      const other = this.byKey.get(alerting);
      if (other === undefined || (alerting !== key && !this.needsOf(alerting).has(key))) return [];
      const best = this.symptomsOf(other).map((symptom) => ({ symptom, ...this.explain(suspect, other, symptom) }));
      // A symptom counts as much as it is one: the strongest explained symptom speaks for the entity.
      const [top] = best.map((each) => ({ ...each, ratio: each.ratio * strengthOf(other.readings[each.symptom] ?? silent) })).sort((a, b) => b.ratio - a.ratio);
      return top === undefined || top.ratio === 0 ? [] : [{ key: alerting, ratio: top.ratio, by: top.by }];
    });
    const symptomatic = this.scene.alerting.filter((alerting) => this.byKey.has(alerting)).length;
    const explained = explains.reduce((sum, each) => sum + each.ratio, 0) / Math.max(1, symptomatic);
    const own = [...explains].sort((a, b) => b.ratio - a.ratio)[0]?.by ?? null;
    const excuse = own === null ? null : this.excuseOf(suspect, own);
    const worst = metricNames.filter((name) => (suspect.readings[name]?.worst ?? 0) > 1 && metricRules[name].role !== "load").sort((a, b) => (suspect.readings[b]?.worst ?? 0) - (suspect.readings[a]?.worst ?? 0))[0] ?? null;
    const moved = metricNames.flatMap((name) => suspect.readings[name]?.since?.getTime() ?? []);
    return {
      key,
      scoreRatio: explained * (1 - excuseShare * (excuse?.ratio ?? 0)),
      explains: [...explains].sort((a, b) => b.ratio - a.ratio),
      excusedBy: excuse,
      worst,
      movedAt: moved.length === 0 ? null : new Date(Math.min(...moved)),
    };
  }

  private excuseOf(suspect: Suspect, metric: MetricName): Suspicion["excusedBy"] {
    let best: Suspicion["excusedBy"] = null;
    for (const key of this.needsOf(suspect.key)) {
      const other = this.byKey.get(key);
      // Two that need each other excuse neither.
      if (other === undefined || this.needsOf(key).has(suspect.key)) continue;
      const explanation = this.explain(other, suspect, metric);
      if (explanation.ratio > (best?.ratio ?? 0)) best = { key, ...explanation };
    }
    return best;
  }

  rank(): Suspicion[] {
    const depth = (key: string) => this.scene.suspects.filter((other) => this.needsOf(other.key).has(key)).length;
    return this.scene.suspects
      .map((suspect) => ({ suspicion: this.suspicion(suspect), depth: depth(suspect.key) }))
      .sort((a, b) => b.suspicion.scoreRatio - a.suspicion.scoreRatio || b.depth - a.depth || a.suspicion.key.localeCompare(b.suspicion.key))
      .map((each) => each.suspicion);
  }
}

const silent: Reading = { before: 0, now: 0, deviates: false, since: null, excess: 0, worst: 0, compared: false, trendPerHour: null, recent: [], profile: [] };

/**
 * Entities by how likely each is behind what alerts: its own trouble must have the shape and the size of the symptoms and not come
 * after them, and nothing that it needs may explain its own trouble. The same circumstances always give the same order.
 */
export function rankSuspects(scene: Circumstances): Suspicion[] {
  return new Ranking(scene).rank();
}
