import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { alertKey, foldObservations, type KnownAlert, type Observation } from "./fold";
import { transitionOf } from "./rules";

const minute = (n: number) => new Date(Date.UTC(2026, 0, 1, 0, n));
const limits = { lateDeliveryMs: 10 * 60_000, flapWindowMs: 30 * 60_000 };

interface Word {
  readonly fingerprint: string;
  readonly state: "firing" | "resolved";
  readonly from: number;
  readonly to: number;
  readonly seen: number;
}

let position = 0;
const observe = ({ fingerprint, state, from, to, seen }: Word): Observation => ({
  inboxId: "inb",
  position: (position += 1),
  source: "alertmanager",
  seenAt: minute(seen),
  truncatedGroup: null,
  parsed: { fingerprint, state, severity: "warning", name: fingerprint, summary: `since ${from}`, labels: {}, startsAt: minute(from), endsAt: state === "resolved" ? minute(to) : null, url: null, change: null },
});

/** Folds batch after batch, each on what the one before left. */
function foldAll(batches: readonly (readonly Observation[])[]) {
  const known = new Map<string, KnownAlert>();
  let ids = 0;
  const changes = batches.flatMap((observations) => {
    const folded = foldObservations({ origin: "live", known, observations, newAlertId: () => `alt_${(ids += 1)}`, limits });
    for (const alert of folded.changed.values()) known.set(alertKey(alert.source, alert.fingerprint), alert);
    for (const touch of folded.touched) {
      const [key, alert] = [...known].find(([, candidate]) => candidate.id === touch.id) ?? [];
      if (key === undefined || alert === undefined) throw new Error("an unknown alert was touched");
      known.set(key, { ...alert, startsAt: touch.startsAt, lastSeenAt: touch.lastSeenAt, receivedCount: alert.receivedCount + touch.times });
    }
    return folded.changes.map(({ alertId, transition }) => [alertId, transition]);
  });
  return { known, changes };
}

const word = fc.record({ fingerprint: fc.constantFrom("a", "b"), state: fc.constantFrom("firing", "resolved"), from: fc.nat(40), to: fc.nat(20), seen: fc.nat(90) }).map((raw): Word => ({ ...raw, state: raw.state as Word["state"], to: raw.from + raw.to }));

describe("foldObservations", () => {
  test("comes to the same whether deliveries come one by one or all at once", () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 25 }), fc.array(fc.nat(24)), (words, cuts) => {
        const observations = words.map(observe);
        const borders = [...new Set([0, ...cuts.filter((cut) => cut < observations.length), observations.length])].sort((a, b) => a - b);
        const batches = borders.slice(1).map((end, index) => observations.slice(borders[index], end));
        const outcome = ({ known, changes }: ReturnType<typeof foldAll>) => ({ changes, known: new Map([...known].map(([key, alert]) => [key, { ...alert, wasFiring: null }])) });
        expect(outcome(foldAll(batches))).toEqual(outcome(foldAll(observations.map((one) => [one]))));
      }),
    );
  });

  test("says of each observation what the rule says of it", () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 25 }), (words) => {
        const state = new Map<string, Parameters<typeof transitionOf>[0]>();
        const expected: string[] = [];
        for (const { parsed, seenAt } of words.map(observe)) {
          const current = state.get(parsed.fingerprint) ?? null;
          const transition = transitionOf(current, parsed, seenAt, limits.lateDeliveryMs);
          if (transition === "advanced" && current !== null) state.set(parsed.fingerprint, { ...current, startsAt: parsed.startsAt });
          if (transition === "touched" || transition === "stale" || transition === "advanced") continue;
          expected.push(transition);
          state.set(parsed.fingerprint, { status: parsed.state === "firing" ? "firing" : "resolved", startsAt: parsed.startsAt, endsAt: parsed.endsAt, lastSeenAt: seenAt });
        }
        expect(foldAll([words.map(observe)]).changes.map(([, transition]) => transition)).toEqual(expected);
      }),
    );
  });

  test("makes of two HA twins, however late within a group interval and in whatever order they come, what one alone would make", () => {
    const episodes: Word[] = [0, 20, 40].flatMap((from) => [
      { fingerprint: "a", state: "firing", from, to: 0, seen: from + 1 },
      { fingerprint: "a", state: "resolved", from, to: from + 10, seen: from + 11 },
    ]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 80 }), { minLength: 12, maxLength: 12 }), (lags) => {
        const heard = [...episodes, ...episodes].map((one, index) => ({ ...one, seen: one.seen + (lags[index] ?? 0) / 10 })).sort((a, b) => a.seen - b.seen);
        const { known, changes } = foldAll(heard.map((one) => [observe(one)]));
        expect(changes.map(([, transition]) => transition)).toEqual(["fired", "resolved", "refired", "resolved", "refired", "resolved"]);
        expect(known.get(alertKey("alertmanager", "a"))).toMatchObject({ status: "resolved", receivedCount: 12, startsAt: minute(40) });
      }),
    );
  });

  test("counts changes of state within a window, and begins anew after it", () => {
    const flips = Array.from({ length: 6 }, (_, index): Word => ({ fingerprint: "a", state: index % 2 === 0 ? "firing" : "resolved", from: Math.floor(index / 2) * 4 + 1, to: Math.floor(index / 2) * 4 + 2, seen: index + 1 }));
    const after = (words: Word[]) => foldAll([words.map(observe)]).known.get(alertKey("alertmanager", "a"));
    expect(after(flips)).toMatchObject({ flapCount: 6, flapSince: minute(1) });
    expect(after([...flips, { fingerprint: "a", state: "firing", from: 50, to: 0, seen: 51 }])).toMatchObject({ flapCount: 1, flapSince: minute(51) });
  });

  test("keeps the last word of two about one fingerprint in one body", () => {
    const { known, changes } = foldAll([[observe({ fingerprint: "a", state: "resolved", from: 1, to: 3, seen: 5 }), observe({ fingerprint: "a", state: "firing", from: 4, to: 0, seen: 5 })]]);
    expect(changes.map(([, transition]) => transition)).toEqual(["recorded", "refired"]);
    expect(known.get(alertKey("alertmanager", "a"))).toMatchObject({ status: "firing", receivedCount: 2 });
  });
});
