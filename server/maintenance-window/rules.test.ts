import { describe, expect, test } from "vitest";
import type { EntityRef } from "@/lib/contracts/entity";
import type { MaintenanceScope } from "@/lib/contracts/maintenance-window";
import { AppError } from "../platform/errors";
import { covers, requireUsableTimes, stateAt } from "./rules";

const checkout: EntityRef = { cluster: "prod", kind: "workload", namespace: "shop", name: "checkout" };
const node: EntityRef = { cluster: "prod", kind: "node", namespace: "", name: "n1" };

describe("covers", () => {
  test.each<[string, MaintenanceScope, EntityRef | null, boolean]>([
    ["all, anything", { kind: "all" }, checkout, true],
    ["all, what names no entity", { kind: "all" }, null, true],
    ["a cluster, what is in it", { kind: "cluster", cluster: "prod" }, node, true],
    ["a cluster, nothing of another", { kind: "cluster", cluster: "stage" }, checkout, false],
    ["a cluster, nothing without entity", { kind: "cluster", cluster: "prod" }, null, false],
    ["a namespace, what is in it", { kind: "namespace", cluster: "prod", namespace: "shop" }, checkout, true],
    ["a namespace, not the same one of another cluster", { kind: "namespace", cluster: "stage", namespace: "shop" }, checkout, false],
    ["a namespace, no node", { kind: "namespace", cluster: "prod", namespace: "shop" }, node, false],
    ["an entity, itself", { kind: "entities", entities: [node, checkout] }, checkout, true],
    ["an entity, whatever kind it is called", { kind: "entities", entities: [{ ...checkout, kind: "service" }] }, checkout, true],
    ["an entity, not its neighbour", { kind: "entities", entities: [{ ...checkout, name: "payment" }] }, checkout, false],
  ])("%s", (_what, scope, entity, expected) => {
    expect(covers(scope, entity)).toBe(expected);
  });
});

describe("stateAt", () => {
  const window = { startsAt: new Date(1_000), endsAt: new Date(2_000) };
  test.each([
    [999, "upcoming"],
    [1_000, "active"],
    [1_999, "active"],
    [2_000, "ended"],
  ] as const)("at %i ms is %s", (at, state) => {
    expect(stateAt(window, new Date(at))).toBe(state);
  });
});

describe("requireUsableTimes", () => {
  const now = new Date("2026-11-22T10:00:00Z");
  const at = (hours: number) => new Date(now.getTime() + hours * 3_600_000);
  const refusal = (startsAt: Date, endsAt: Date) => {
    try {
      requireUsableTimes({ startsAt, endsAt }, now);
      return null;
    } catch (error) {
      return error instanceof AppError ? error.details.issues : error;
    }
  };

  test("takes a window that is under way or to come", () => {
    expect(refusal(at(-1), at(1))).toBeNull();
    expect(refusal(at(10), at(10 + 30 * 24))).toBeNull();
  });

  test.each([
    ["ends before it starts", at(2), at(1)],
    ["has no length", at(1), at(1)],
    ["is over already", at(-2), at(-1)],
    ["is longer than anybody plans", at(0), at(30 * 24 + 0.1)],
  ] as const)("refuses one that %s, naming the field", (_what, startsAt, endsAt) => {
    expect(refusal(startsAt, endsAt)).toMatchObject([{ path: "endsAt" }]);
  });
});
