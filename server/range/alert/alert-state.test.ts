import { describe, expect, test } from "vitest";
import { SampleStore } from "../prom/sample-store";
import { AlertTracker } from "./alert-state";
import { fillTemplate } from "./template";

const rule = {
  alert: "TooHigh",
  expr: "x > 5",
  forMs: 10_000,
  labels: { severity: "critical", deployment: "{{ $labels.service }}" },
  annotations: { summary: "{{ $labels.service }} is at {{ $value }}" },
};

/** A tracker over one series that has the given values, five seconds apart. */
function track(values: number[]) {
  const store = new SampleStore(3_600_000);
  const tracker = new AlertTracker(() => [rule], store);
  return values.map((value, index) => {
    const now = (index + 1) * 5_000;
    store.append(now, [{ labels: { __name__: "x", service: "s" }, value }]);
    const update = tracker.evaluate(now);
    return { update, active: [...tracker.active] };
  });
}

describe("AlertTracker", () => {
  test("is pending until the condition has held for the rule's time, then fires", () => {
    const steps = track([1, 9, 9, 9]);
    expect(steps.map((step) => step.active[0]?.state)).toEqual([undefined, "pending", "pending", "firing"]);
    expect(steps.at(-1)?.update.firing).toMatchObject([
      { activeAt: 10_000, firedAt: 20_000, labels: { alertname: "TooHigh", service: "s", deployment: "s", severity: "critical" }, annotations: { summary: "s is at 9" } },
    ]);
  });

  test("forgets a pending alert whose condition stops to hold", () => {
    const steps = track([9, 9, 1, 9]);
    expect(steps.flatMap((step) => step.update.resolved)).toEqual([]);
    expect(steps.at(-1)?.active[0]).toMatchObject({ state: "pending", activeAt: 20_000 });
  });

  test("reports a firing alert as resolved exactly once", () => {
    const steps = track([9, 9, 9, 1, 1]);
    expect(steps.map((step) => step.update.resolved.length)).toEqual([0, 0, 0, 1, 0]);
    expect(steps[3]?.update.resolved[0]).toMatchObject({ endedAt: 20_000, alert: { firedAt: 15_000 } });
  });
});

describe("fillTemplate", () => {
  test("fills labels and value, an unknown label with nothing", () => {
    expect(fillTemplate("{{ $labels.a }}|{{$labels.b}}|{{ $value }}", { a: "x" }, 0.123456)).toBe("x||0.1235");
  });

  test("leaves any other template alone", () => {
    expect(fillTemplate("{{ $value | humanize }}", {}, 1)).toBe("{{ $value | humanize }}");
  });
});
