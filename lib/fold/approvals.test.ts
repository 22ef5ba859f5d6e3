import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Approval, ApprovalsStreamEvent } from "../contracts/approval";
import type { Autonomy, Pulse } from "../contracts/stats";
import type { ApprovalsView } from "./approvals";
import { applyApprovalsEvent, emptyApprovalsView, inAskingOrder } from "./approvals";

const autonomyAt = (seconds: number): Autonomy => ({ origin: "range", windowDays: 7, numerator: 1, denominator: 1, percent: null, minimum: 20, deltaPoints: null, losses: [], seededCount: 0, asOf: new Date(seconds * 1000).toISOString() });
const pulseAt = (seconds: number): Pulse => ({ origin: "range", services: [], digestedSignals: 0, openIncidents: 0, pendingApprovals: 0, workerSeenAt: null, lastDeliveryAt: null, mode: "auto", paused: false, fault: null, asOf: new Date(seconds * 1000).toISOString() });
const approvalOf = (id: string, version: number): Approval => ({ id, version, requestedAt: new Date(version * 1000).toISOString(), status: version > 1 ? "approved" : "pending" }) as Approval;

const approvals = fc.record({ id: fc.constantFrom("apr_a", "apr_b", "apr_c"), version: fc.integer({ min: 1, max: 9 }) }).map(({ id, version }) => approvalOf(id, version));
const updates = approvals.chain((approval) =>
  fc.constantFrom("approval.created", "approval.updated", "approval.decided", "approval.executed", "approval.failed").map((type) => ({ type, approval }) as ApprovalsStreamEvent),
);
const snapshots = fc.tuple(fc.uniqueArray(approvals, { selector: (approval) => approval.id }), fc.integer({ min: 0, max: 100 })).map(
  ([list, at]): ApprovalsStreamEvent => ({ type: "approvals.snapshot", approvals: list, autonomy: autonomyAt(at), pulse: pulseAt(at) }),
);
const figures = fc.integer({ min: 0, max: 100 }).chain((at) => fc.constantFrom<ApprovalsStreamEvent>({ type: "stats.autonomy", autonomy: autonomyAt(at) }, { type: "stats.pulse", pulse: pulseAt(at) }));

const fold = (events: readonly ApprovalsStreamEvent[], from: ApprovalsView = emptyApprovalsView) => events.reduce(applyApprovalsEvent, from);

describe("applyApprovalsEvent", () => {
  test("an older version never overwrites a newer one", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(updates, snapshots, figures)), fc.oneof(updates, snapshots, figures), (events, next) => {
        const before = fold(events);
        const after = applyApprovalsEvent(before, next);
        for (const [id, approval] of Object.entries(after.approvals)) expect(approval.version).toBeGreaterThanOrEqual(before.approvals[id]?.version ?? 0);
      }),
    );
  });

  test("updates end in the same state in whatever order and however often they arrive", () => {
    fc.assert(
      fc.property(
        fc.array(updates).chain((events) => fc.tuple(fc.constant(events), fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 }))),
        ([events, shuffled]) => {
          expect(fold(shuffled).approvals).toEqual(fold(events).approvals);
        },
      ),
    );
  });

  test("the same event twice changes nothing, not even the identity of the approvals", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(updates, figures)), updates, (events, last) => {
        const once = fold([...events, last]);
        expect(applyApprovalsEvent(once, last)).toBe(once);
      }),
    );
  });

  test("a snapshot decides which approvals exist", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(updates, snapshots)), snapshots, (events, snapshot) => {
        if (snapshot.type !== "approvals.snapshot") return;
        const view = fold([...events, snapshot]);
        expect(view.ready).toBe(true);
        expect(Object.keys(view.approvals).sort()).toEqual(snapshot.approvals.map((approval) => approval.id).sort());
      }),
    );
  });

  test("a later figure is kept when an earlier one comes after it", () => {
    const view = fold([{ type: "stats.pulse", pulse: pulseAt(9) }, { type: "stats.pulse", pulse: pulseAt(3) }, { type: "stats.autonomy", autonomy: autonomyAt(8) }]);
    expect(view.pulse).toEqual(pulseAt(9));
    expect(view.autonomy).toEqual(autonomyAt(8));
  });

  test("a change of origin replaces the figure whatever its age", () => {
    const live: Pulse = { ...pulseAt(3), origin: "live" };
    expect(fold([{ type: "stats.pulse", pulse: pulseAt(9) }, { type: "stats.pulse", pulse: live }]).pulse).toEqual(live);
  });

  test("an event of a newer server leaves the view as it is", () => {
    const view = fold([{ type: "stats.pulse", pulse: pulseAt(9) }]);
    expect(applyApprovalsEvent(view, { type: "weather.changed" } as unknown as ApprovalsStreamEvent)).toBe(view);
  });
});

describe("inAskingOrder", () => {
  test("puts the longest waiting first", () => {
    expect(inAskingOrder([approvalOf("apr_b", 5), approvalOf("apr_a", 2)]).map((approval) => approval.id)).toEqual(["apr_a", "apr_b"]);
  });
});
