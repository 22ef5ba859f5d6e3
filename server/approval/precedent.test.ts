import { describe, expect, test } from "vitest";
import { sumUpPrecedent, type EarlierAction } from "./precedent";

const ann = { kind: "human", id: "usr_ann", name: "Ann" } as const;
const at = (day: number) => new Date(Date.UTC(2026, 0, day));
const ran = (day: number, status: EarlierAction["status"], automatic = false): EarlierAction => ({ status, automatic, startedAt: at(day), finishedAt: at(day), decidedAt: automatic ? null : at(day), decidedBy: automatic ? null : ann, denied: false, reason: null });
const denied = (day: number, reason: string | null): EarlierAction => ({ status: "cancelled", automatic: false, startedAt: null, finishedAt: at(day), decidedAt: at(day), decidedBy: ann, denied: true, reason });

describe("sumUpPrecedent", () => {
  test("has nothing to say about what was never tried", () => {
    expect(sumUpPrecedent([])).toEqual({ ran: 0, verified: 0, failed: 0, last: null, lastDenial: null });
  });

  test("counts what ran by how it ended, and names the last one and who approved it", () => {
    expect(sumUpPrecedent([ran(9, "succeeded"), ran(8, "rolled_back"), ran(7, "outcome_unknown", true), ran(6, "succeeded", true)])).toEqual({
      ran: 4,
      verified: 2,
      failed: 2,
      last: { at: at(9).toISOString(), automatic: false, status: "succeeded", by: ann },
      lastDenial: null,
    });
    expect(sumUpPrecedent([ran(7, "succeeded", true)]).last).toMatchObject({ automatic: true, by: null });
  });

  test("recalls the last denial with its reason, and does not count it as a run", () => {
    expect(sumUpPrecedent([denied(9, "wrong_time"), denied(8, "too_risky"), ran(7, "succeeded")])).toMatchObject({ ran: 1, lastDenial: { at: at(9).toISOString(), reason: "wrong_time" } });
  });
});
