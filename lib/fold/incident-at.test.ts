import { describe, expect, test } from "vitest";
import type { TimelineEvent } from "../contracts/incident";
import { handsOf, incidentAt, secondsInto } from "./incident-at";

const machine = { kind: "automation", id: "openclaw", name: "OpenClaw" } as const;
const lin = { kind: "human", id: "usr_1", name: "Lin" } as const;
const chen = { kind: "human", id: "usr_2", name: "Chen" } as const;
let made = 0;
const event = (type: string, code: string, more: Partial<TimelineEvent> = {}): TimelineEvent => ({ id: `evt_${(made += 1)}`, type, at: "2026-11-22T10:00:00.000Z", actor: machine, channel: "worker", subject: { kind: "incident", id: "inc_1" }, statement: { code, params: {} }, ...more });
const act = (type: string) => event(type, "", { subject: { kind: "action", id: "act_1" } });

const log = [
  event("incident.opened", "incident_opened"),
  event("incident.status_changed", "incident_investigating"),
  event("decision.recorded", "bad_release", { subject: { kind: "decision", id: "dec_1" } }),
  act("action.proposed"),
  event("incident.status_changed", "incident_awaiting_approval"),
  event("incident.acknowledged", "incident_acknowledged", { actor: chen }),
  event("approval.decided", "approved", { actor: lin }),
  act("action.started"),
  event("incident.status_changed", "incident_acting"),
  act("action.verified"),
  event("incident.resolved", "incident_resolved"),
  event("incident.reopened", "incident_reopened_by_hand", { actor: chen }),
  event("incident.status_changed", "incident_dismissed_by_hand", { actor: lin }),
];

describe("incidentAt", () => {
  test.each([
    [0, "open", 0, undefined],
    [2, "investigating", 1, undefined],
    [5, "awaiting_approval", 1, "proposed"],
    [8, "acting", 1, "running"],
    [10, "resolved", 1, "succeeded"],
    [11, "reopened", 1, "succeeded"],
    [12, "dismissed", 1, "succeeded"],
  ] as const)("after event %i it is %s", (last, status, decisions, action) => {
    const at = incidentAt(log, last);
    expect([at.status, at.decisions.size, at.actions.get("act_1")]).toEqual([status, decisions, action]);
  });

  test("keeps the state when it does not know a word", () => {
    expect(incidentAt([...log.slice(0, 2), event("incident.status_changed", "incident_sunk")], 2).status).toBe("investigating");
  });
});

describe("handsOf", () => {
  test("names people only, the one who did something last first, each with all they did", () => {
    expect(handsOf(log).map(({ actor, deeds }) => [actor.name, deeds.map((deed) => deed.type)])).toEqual([
      ["Lin", ["approval.decided", "incident.status_changed"]],
      ["Chen", ["incident.acknowledged", "incident.reopened"]],
    ]);
  });
});

describe("secondsInto", () => {
  test("never counts backwards", () => {
    const openedAt = "2026-11-22T10:00:00.000Z";
    expect([secondsInto({ openedAt }, "2026-11-22T10:01:30.400Z"), secondsInto({ openedAt }, "2026-11-22T09:59:00.000Z")]).toEqual([90, 0]);
  });
});
