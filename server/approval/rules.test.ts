import { describe, expect, test } from "vitest";
import { approvalStatus } from "@/lib/contracts/approval";
import type { Hypothesis } from "../decision/rules/hypothesis";
import type { Reading } from "../decision/rules/deviation";
import { consequencesOf, mayBecome, mayDecide, undoWindowMs } from "./rules";

describe("mayBecome", () => {
  test("lets only what waits be answered, only what was approved be taken back, and nothing leave an end", () => {
    for (const from of approvalStatus.options)
      for (const to of approvalStatus.options) {
        const answer = ["approved", "denied", "expired"].includes(to);
        if (answer) expect(mayBecome(from, to)).toBe(from === "pending");
        if (to === "pending") expect(mayBecome(from, to)).toBe(from === "approved");
        if (!["pending", "approved"].includes(from)) expect(mayBecome(from, to)).toBe(false);
      }
  });
});

describe("mayDecide", () => {
  test.each([
    ["viewer", []],
    ["operator", ["low", "medium"]],
    ["commander", ["low", "medium", "high", "critical"]],
  ] as const)("lets a %s decide %j", (role, tiers) => {
    expect((["low", "medium", "high", "critical"] as const).filter((tier) => mayDecide(role, tier))).toEqual(tiers);
  });
});

describe("undoWindowMs", () => {
  test("gives low and medium risks a moment, high ones none, and whoever approves a critical one alone the longest", () => {
    expect((["low", "medium", "high", "critical"] as const).map((tier) => undoWindowMs(tier, { undoMs: 5_000, criticalUndoMs: 60_000 }))).toEqual([5_000, 5_000, 0, 60_000]);
  });
});

describe("consequencesOf", () => {
  const silent = { query: "q", url: null, reading: null };
  const reading = (deviates: boolean): { query: string; url: null; reading: Reading } => ({ query: "q", url: null, reading: { before: 0.001, now: 0.41234, deviates, since: null, excess: 0, worst: 0, compared: true, trendPerHour: null, recent: [], profile: [] } });
  const hypothesis = (metrics: object): Hypothesis =>
    ({ observation: { state: { desired: 3 }, metrics: { errorRatio: silent, latencySeconds: silent, backlog: silent, throughput: silent, ...metrics } } }) as unknown as Hypothesis;
  const target = { cluster: "prod", namespace: "shop", name: "checkout" };

  test("says what burns meanwhile, by the worst metric that moved", () => {
    const ignored = (metrics: object) => consequencesOf({ tool: "restart", args: target }, hypothesis(metrics)).ifIgnored;
    expect(ignored({ errorRatio: reading(true), backlog: reading(true) })).toEqual({ code: "error_budget_burns", params: { ratio: 0.412, name: "checkout" } });
    expect(ignored({ errorRatio: reading(false), backlog: reading(true) })).toEqual({ code: "backlog_keeps_growing", params: { name: "checkout" } });
    expect(ignored({})).toEqual({ code: "keeps_firing", params: { name: "checkout" } });
  });

  test("says what the action replaces and how long that takes", () => {
    expect(consequencesOf({ tool: "restart", args: target }, hypothesis({})).ifApproved).toEqual({ code: "restart_replaces_pods", params: { name: "checkout", replicas: 3, seconds: 30 } });
    expect(consequencesOf({ tool: "rollback", args: { ...target, toRevision: 4 } }, hypothesis({})).ifApproved).toEqual({ code: "rollback_replaces_pods", params: { name: "checkout", replicas: 3, revision: 4, seconds: 30 } });
  });
});
