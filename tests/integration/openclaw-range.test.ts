import { afterEach, describe, expect, test } from "vitest";
import type { Diagnosis } from "@/server/decision/diagnose";
import { RangeBench } from "../support/range-bench";

let bench: RangeBench | null = null;
afterEach(async () => {
  await bench?.close();
  bench = null;
});

/** Plays a scenario until it alerts and a little longer, as the judge waits, and lets OpenClaw look. */
async function look(scenario: Parameters<RangeBench["engine"]["director"]["start"]>[0], afterSeconds = 14): Promise<{ bench: RangeBench; found: Diagnosis }> {
  bench = new RangeBench({ historyMs: 6 * 60_000 });
  await bench.open();
  bench.engine.director.start(scenario);
  const one = bench;
  await bench.until("an alert", () => one.fires(), 400);
  await bench.pass(afterSeconds);
  return { bench, found: await bench.diagnose() };
}

const causeOf = ({ findings }: Diagnosis) => [findings.rootCauses[0]?.cause, findings.rootCauses[0]?.entity.name];

describe("diagnoseIncident on the range, by the queries it asks of any cluster", () => {
  test.each([
    ["bad-release", ["bad_release", "checkout"], { tool: "rollback", args: { name: "checkout" } }],
    ["saturated-worker", ["stuck_process", "worker"], { tool: "restart", args: { name: "worker" } }],
    ["memory-leak", ["memory_leak", "payment"], { tool: "restart", args: { name: "payment" } }],
    ["noisy-neighbour", ["noisy_neighbour", "report-batch"], { tool: "scale", args: { name: "report-batch" } }],
    ["dead-database", ["database_down", "postgres"], { tool: "run_playbook", args: { name: "postgres", playbook: "postgresql-recovery" } }],
    ["flapping-probe", ["probe_misconfigured", "storefront"], { tool: "rollback", args: { name: "storefront" } }],
  ] as const)("%s: finds %j and proposes what heals it", async (scenario, cause, call) => {
    const { found } = await look(scenario);
    expect(causeOf(found)).toEqual(cause);
    expect(found.repair?.call).toMatchObject(call);
    expect(found.findings.abstention).toBeNull();
    const cited = new Set(found.findings.evidence.map((evidence) => evidence.id));
    for (const { evidenceIds } of found.findings.rootCauses) for (const id of evidenceIds) expect(cited).toContain(id);
  });

  test.each([
    ["alert-storm", "node_failure", "node_needs_hands"],
    ["false-alarm", "false_alarm", "false_alarm"],
  ] as const)("%s: knows %s and leaves it alone", async (scenario, cause, code) => {
    const { found } = await look(scenario);
    expect(found.findings.rootCauses[0]?.cause).toBe(cause);
    expect(found).toMatchObject({ repair: null, findings: { abstention: { code } } });
  });

  test("after a repair that did not help, the same is not proposed again", async () => {
    const { bench: played, found } = await look("saturated-worker");
    const attempt = { tool: "restart", targetKey: "range/workload/shop/worker", at: new Date(played.now), actionId: "act_1", unknown: false };
    const again = await played.diagnose([attempt]);
    expect(found.repair?.call.tool).toBe("restart");
    expect(again.repair?.call.tool).not.toBe("restart");
    expect(again.findings.evidence).toContainEqual(expect.objectContaining({ system: "history", stance: "against", query: "act_1" }));
  });

  test("wrong-fix: tries the restart that suggests itself, and when new processes do the same goes back to the version before", async () => {
    const { bench: played, found } = await look("wrong-fix");
    expect(causeOf(found)).toEqual(["stuck_process", "worker"]);
    expect(found.repair?.call.tool).toBe("restart");
    const attempt = { tool: "restart", targetKey: "range/workload/shop/worker", at: new Date(played.now), actionId: "act_1", unknown: false };
    expect((await played.diagnose([attempt])).repair, "a restart that never came about proves nothing").toBeNull();
    played.restart("worker");
    await played.pass(60);
    const again = await played.diagnose([attempt]);
    expect(causeOf(again)).toEqual(["bad_release", "worker"]);
    expect(again.repair?.call).toMatchObject({ tool: "rollback", args: { name: "worker", toRevision: 1 } });
    expect(again.findings.evidence).toContainEqual(expect.objectContaining({ finding: expect.objectContaining({ code: "restart_changed_nothing" }) as unknown }));
  });

  test("says which system was silent instead of guessing, and ends in time", async () => {
    const { bench: played } = await look("bad-release");
    await played.closeDoors();
    const began = performance.now();
    const blind = await played.diagnose([], played.lastGraph);
    expect(blind).toMatchObject({ repair: null, findings: { abstention: { code: "evidence_unreachable" } } });
    expect(blind.findings.missing.map((gap) => gap.system).sort()).toEqual(["kubernetes", "prometheus"]);
    expect(performance.now() - began).toBeLessThan(20_000);
  });
});
