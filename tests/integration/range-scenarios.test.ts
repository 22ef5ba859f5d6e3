import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { eq } from "drizzle-orm";
import { describe, expect, test, vi, type TestContext } from "vitest";
import type { Approval } from "@/lib/contracts/approval";
import { decideApproval } from "@/server/approval/decide";
import { listApprovals } from "@/server/approval/read";
import { incidents } from "@/server/incident/table";
import { createIngress } from "@/server/ingress/server";
import { startRange, type Range } from "@/server/range/range";
import type { ScenarioName } from "@/server/range/scenario/registry";
import { readAutonomy } from "@/server/stats/autonomy";
import { readIncidentDetail } from "@/server/web/incident-detail";
import { startWorker } from "@/server/worker/worker";
import { openHouse, type TestHouse } from "../support/house";
import { freePort } from "../support/ports";
import { eventually } from "../support/wait";

/*
 * Every scenario from webhook to its end through the real door, worker, decision engine, executors and verification, against the
 * range's real Kubernetes, Prometheus and Alertmanager APIs. The clock that both sides look at runs faster than ours.
 */

const token = "range-token-range-token";
const speed = 4;
vi.setConfig({ maxConcurrency: 2 });

/** A house and its range while a scenario is played. */
class Stage {
  private constructor(
    readonly scenario: ScenarioName,
    private readonly house: TestHouse,
    private readonly range: Range,
  ) {}

  /** Opens everything, starts the scenario, and closes everything when the test is over. */
  static async play(scenario: ScenarioName, onTestFinished: TestContext["onTestFinished"]): Promise<Stage> {
    const startedAt = Date.now();
    const clock = () => startedAt + (Date.now() - startedAt) * speed;
    const rangePort = await freePort();
    const house = await openHouse({ env: { AWOOOI_RANGE_URL: `http://127.0.0.1:${rangePort}`, AWOOOI_RANGE_TOKEN: token }, now: () => new Date(clock()) });
    onTestFinished(() => house.close());
    const ingress = createIngress(house.container).listen(0, "127.0.0.1");
    await once(ingress, "listening");
    onTestFinished(() => void ingress.close());
    const webhookUrl = `http://127.0.0.1:${(ingress.address() as AddressInfo).port}/api/v1/webhooks/alertmanager`;
    const range = await startRange({ port: rangePort, dataDir: house.dataDir, token, webhookUrl, seed: 7, autoplay: false, logLevel: "silent", clock });
    onTestFinished(() => range.close());
    const worker = await startWorker(house.container);
    onTestFinished(() => worker.stop());
    if (range.startScenario(scenario).outcome !== "started") throw new Error(`${scenario} did not start`);
    return new Stage(scenario, house, range);
  }

  /** Everything that became an incident, oldest first. */
  async incidents() {
    const rows = await this.house.container.db.select().from(incidents).where(eq(incidents.seeded, false)).orderBy(incidents.id);
    return Promise.all(rows.map((row) => readIncidentDetail(this.human, { id: row.id, links: this.house.container.config.links })));
  }

  /** The range's index as a fraction, its made-up history included. */
  index(): Promise<readonly [numerator: number, denominator: number]> {
    // A range that is being founded beside this one can keep the event loop longer than a connection waits.
    return eventually("the index", async () => {
      const { numerator, denominator } = await readAutonomy(this.human, "range");
      return [numerator, denominator] as const;
    });
  }

  /** What waits for a human. */
  async asked(): Promise<readonly Approval[]> {
    return (await listApprovals(this.human, { status: "pending", limit: 10 })).items;
  }

  /** Says yes to whatever is asked. */
  async approve(): Promise<void> {
    for (const approval of await this.asked()) {
      await decideApproval(this.human, { id: approval.id, role: "commander", idempotencyKey: approval.id, body: { decision: "approve", argsHash: approval.action.argsHash } });
    }
  }

  /**
   * The incidents, once the scenario and all of them are over; until then `meanwhile` is done again and again. Alerts that came and went
   * six times before the repair hold theirs open for 15 quiet minutes of the fast clock.
   */
  over(meanwhile: () => Promise<void> = () => Promise.resolve()) {
    return eventually(`${this.scenario} is over`, async () => {
      await meanwhile();
      const { items } = (await (await this.call("GET", "")).json()) as { items: { name: string; running: boolean }[] };
      const all = await this.incidents();
      const isOver = all.length > 0 && all.every((one) => one.settledAt !== null) && items.every((item) => !item.running);
      return isOver ? all : null;
    }, 330_000);
  }

  /** Calls the range's control API. */
  call(method: "GET" | "POST", path: string): Promise<Response> {
    return fetch(`${this.range.url}/range/v1/scenarios${path}`, { method, headers: { authorization: `Bearer ${token}` } });
  }

  private get human() {
    return this.house.container.ctx({ kind: "human", id: "usr_test", name: "Commander" }, "web");
  }
}

type Details = Awaited<ReturnType<Stage["incidents"]>>;
const actionsOf = (details: Details) => details.flatMap((detail) => detail.actions.map((action) => [action.tool, action.args.name, action.status]));
const firingIn = (details: Details) => details.flatMap((detail) => detail.alerts.filter((alert) => alert.status === "firing").map((alert) => alert.name));

describe.concurrent("a scenario from webhook to its end", () => {
  test.for([
    ["bad-release", "bad_release", "checkout", "rollback", "human"],
    ["memory-leak", "memory_leak", "payment", "restart", "automation"],
    ["saturated-worker", "stuck_process", "worker", "restart", "automation"],
    ["noisy-neighbour", "noisy_neighbour", "report-batch", "scale", "human"],
    ["flapping-probe", "probe_misconfigured", "storefront", "rollback", "human"],
  ] as const)("%s: finds %s of %s, and a verified %s ends it, settled by %s", { timeout: 400_000 }, async ([scenario, cause, name, tool, settledBy], { onTestFinished }) => {
    const stage = await Stage.play(scenario, onTestFinished);
    const [numerator, denominator] = await stage.index();
    const details = await stage.over(() => stage.approve());
    expect(actionsOf(details)).toEqual([[tool, name, "succeeded"]]);
    const repaired = details.filter((detail) => detail.actions.length > 0);
    expect(repaired.map((detail) => [detail.status, detail.settledBy, detail.decision?.rootCauses[0]?.cause])).toEqual([["resolved", settledBy, cause]]);
    expect(repaired.flatMap((detail) => detail.actions.map((action) => action.automatic))).toEqual([settledBy === "automation"]);
    expect(await stage.index()).toEqual([numerator + (settledBy === "automation" ? 1 : 0), denominator + 1]);
    expect(firingIn(details)).toEqual([]);
  });

  test("wrong-fix: a restart runs by itself and does not help, so the next cause is tried, and a verified rollback ends it, settled by human", { timeout: 400_000 }, async ({ onTestFinished }) => {
    const stage = await Stage.play("wrong-fix", onTestFinished);
    const [numerator, denominator] = await stage.index();
    const details = await stage.over(() => stage.approve());
    const repaired = details.filter((detail) => detail.actions.length > 0);
    const ordered = repaired.flatMap((detail) => detail.actions).sort((a, b) => a.createdAt.localeCompare(b.createdAt));
    expect(ordered.map((action) => [action.tool, action.args.name, action.status, action.automatic, action.outcome?.code])).toEqual([
      ["restart", "worker", "failed", true, "not_verified"],
      ["rollback", "worker", "succeeded", false, "verified"],
    ]);
    expect(repaired.map((detail) => [detail.status, detail.settledBy, detail.decision?.rootCauses[0]?.cause])).toEqual([["resolved", "human", "bad_release"]]);
    expect(await stage.index()).toEqual([numerator, denominator + 1]);
    expect(firingIn(details)).toEqual([]);
  });

  test("dead-database: asks for a human's playbook as critical, does nothing by itself, and ends with the recovery by hand", async ({ onTestFinished }) => {
    const stage = await Stage.play("dead-database", onTestFinished);
    const asked = await eventually("a playbook is asked for", async () => (await stage.asked())[0], 90_000);
    expect(asked).toMatchObject({ action: { tool: "run_playbook", risk: "critical", args: { name: "postgres" } } });
    expect((await stage.call("POST", "/dead-database/heal")).status).toBe(202);
    const details = await stage.over();
    expect(actionsOf(details).filter(([, , status]) => status !== "cancelled")).toEqual([]);
    expect(details.every((detail) => detail.settledBy === "source")).toBe(true);
    expect(firingIn(details)).toEqual([]);
  }, 250_000);

  test.for([
    ["alert-storm", "node_failure", "node_needs_hands"],
    ["false-alarm", "false_alarm", "false_alarm"],
  ] as const)("%s: knows %s, does nothing, and sees it end by itself", { timeout: 400_000 }, async ([scenario, cause, code], { onTestFinished }) => {
    const stage = await Stage.play(scenario, onTestFinished);
    const conclusion = await eventually("it says why it does nothing", async () => (await stage.incidents()).map((detail) => detail.decision).find((decision) => decision?.abstention?.code === code), 90_000);
    expect(conclusion?.rootCauses[0]?.cause).toBe(cause);
    const details = await stage.over();
    expect(actionsOf(details)).toEqual([]);
    expect(details.map((detail) => [detail.status, detail.settledBy])).toEqual([["resolved", "source"]]);
    if (scenario === "alert-storm") expect(details[0]?.alerts.length).toBeGreaterThan(150);
  });
});
