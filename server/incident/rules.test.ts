import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { incidentStatus, type IncidentStatus } from "@/lib/contracts/incident";
import type { TopologyGraph } from "../topology/rules";
import { chooseIncident, isSettled, mayBecome, worseSeverity, type OpenIncident, reconsiderAt } from "./rules";

const statuses = incidentStatus.options;
const stepsFrom = (from: IncidentStatus) => statuses.filter((to) => mayBecome(from, to));

/** A life of an incident: at each step one of the allowed ones, chosen by the numbers. */
const life = fc.array(fc.nat(), { minLength: 1, maxLength: 40 }).map((choices) => {
  const walked: IncidentStatus[] = ["open"];
  for (const choice of choices) {
    const steps = stepsFrom(walked.at(-1) ?? "open");
    walked.push(steps[choice % steps.length] ?? "open");
  }
  return walked;
});

describe("mayBecome", () => {
  test("never leads into a dead end, and from everywhere to an end", () => {
    for (const status of statuses) {
      expect(stepsFrom(status).length).toBeGreaterThan(0);
      const reached = new Set<IncidentStatus>([status]);
      for (const next of reached) for (const step of stepsFrom(next)) reached.add(step);
      expect(reached).toContain("resolved");
    }
  });

  test("in every life: only a new firing leads out of an end, no repair without a look, no verification without a repair", () => {
    fc.assert(
      fc.property(life, (walked) => {
        walked.slice(1).forEach((to, index) => {
          const from = walked[index] ?? "open";
          expect(to).not.toBe(from);
          expect(to).not.toBe("open");
          if (isSettled(from)) expect(to).toBe("reopened");
          if (to === "reopened") expect(isSettled(from)).toBe(true);
          if (to === "verifying") expect(from).toBe("acting");
          if (to === "acting") expect(["investigating", "awaiting_approval"]).toContain(from);
          if (to === "awaiting_approval") expect(["investigating", "acting"]).toContain(from);
        });
      }),
    );
  });
});

describe("worseSeverity", () => {
  test("is the greater of the two in either order", () => {
    const rank = ["info", "warning", "critical"] as const;
    for (const [i, a] of rank.entries()) for (const [j, b] of rank.entries()) expect(worseSeverity(a, b)).toBe(rank[Math.max(i, j)]);
  });
});

describe("reconsiderAt", () => {
  const limits = { reconsiderMs: 10_000, reconsiderMaxMs: 300_000 };
  test.each([
    ["a young incident soon", 0, 10],
    ["an older one after a tenth of its age", 600, 60],
    ["an old one no later than the longest pause", 86_400, 300],
  ] as const)("looks again at %s", (_what, ageSeconds, pauseSeconds) => {
    const now = new Date(Date.UTC(2026, 0, 2));
    expect(reconsiderAt(new Date(now.getTime() - ageSeconds * 1000), now, limits).getTime() - now.getTime()).toBe(pauseSeconds * 1000);
  });
});

describe("chooseIncident", () => {
  const key = (name: string) => `c/workload/shop/${name}`;
  const graphOf = (...edges: [from: string, to: string][]): TopologyGraph => ({ entities: new Map(), edges: edges.map(([from, to]) => ({ fromKey: key(from), toKey: key(to), relation: "depends_on" })), observedAt: null });
  const graph = graphOf(["gateway", "checkout"], ["checkout", "payment"], ["gateway", "storefront"]);
  const minute = (n: number) => new Date(Date.UTC(2026, 0, 1, 0, n));
  const open = (id: string, openedAt: number, ...names: string[]): OpenIncident => ({ id, openedAt: minute(openedAt), entityKeys: new Set(names.map(key)) });
  const limits = { windowMs: 15 * 60_000, maxHops: 2 };
  const choose = (name: string | null, startedAt: number, ...candidates: OpenIncident[]) => chooseIncident({ entityKey: name === null ? null : key(name), startsAt: minute(startedAt) }, candidates, graph, limits);

  test("joins the incident on the same entity however long it has been open", () => {
    expect(choose("checkout", 600, open("a", 0, "checkout"))).toEqual({ incidentId: "a", reason: { code: "same_entity", params: { on: "shop/checkout" } } });
  });

  test("joins one on what the entity needs, or what needs it, with the number of hops", () => {
    expect(choose("gateway", 1, open("a", 0, "payment"))).toEqual({ incidentId: "a", reason: { code: "depends_on", params: { on: "shop/payment", hops: 2 } } });
    expect(choose("payment", 1, open("a", 0, "gateway"))?.reason.params.hops).toBe(2);
  });

  test("prefers the nearest, then the newest", () => {
    expect(choose("gateway", 2, open("far", 1, "payment"), open("near", 0, "checkout"))?.incidentId).toBe("near");
    expect(choose("gateway", 5, open("old", 0, "checkout"), open("new", 4, "storefront"), open("older", 1, "checkout"))?.incidentId).toBe("new");
    expect(choose("checkout", 5, open("related", 4, "payment"), open("own", 0, "checkout"))?.incidentId).toBe("own");
  });

  test.each([
    ["names no entity", null, 0, "checkout"],
    ["is on an unrelated entity", "worker", 0, "checkout"],
    ["is on a sibling", "storefront", 0, "checkout"],
    ["started too long after the other", "gateway", 16, "checkout"],
  ] as const)("opens its own when it %s", (_why, name, startedAt, other) => {
    expect(choose(name, startedAt, open("a", 0, other))).toBeNull();
  });

  test("gives the same answer in whatever order the candidates come", () => {
    const candidates = [open("a", 0, "payment"), open("b", 1, "checkout"), open("c", 2, "storefront"), open("d", 3, "worker")];
    fc.assert(fc.property(fc.shuffledSubarray(candidates, { minLength: 4 }), (shuffled) => choose("gateway", 4, ...shuffled)?.incidentId === "c"));
  });
});
