import { and, eq, inArray, sql } from "drizzle-orm";
import type { Approval } from "@/lib/contracts/approval";
import type { Role } from "@/lib/contracts/common";
import { entityKey } from "@/lib/contracts/entity";
import type { ActionRow } from "@/server/action/change";
import { assessRepair, type Assessment } from "@/server/action/assess";
import { actions } from "@/server/action/table";
import type { ApprovalRow } from "@/server/approval/change";
import { decideApproval } from "@/server/approval/decide";
import { approvals } from "@/server/approval/table";
import type { Container, World } from "@/server/container";
import { events } from "@/server/event/table";
import type { Ctx } from "@/server/platform/ctx";
import type { Database } from "@/server/platform/db/client";
import { AppError } from "@/server/platform/errors";
import { statusOf } from "@/server/platform/http/problem";
import { tunables } from "@/server/platform/tunables";
import { setPaused } from "@/server/policy/brake";
import { autonomyPins, policyVersions } from "@/server/policy/table";
import { executeDueAction, recoverLapsedAction } from "@/server/worker/pipeline/execute";
import { everyTool, TestCluster } from "./cluster";
import { openHouse } from "./house";
import { proposeRepair, stuckProcess, type Repair } from "./repair";

/** An answer to an approval: by default the commander's, approving exactly the plan that was shown. */
type Answer = Partial<Parameters<typeof decideApproval>[1]["body"]>;

/**
 * Where the safety of actions is tried: a house over real stores in mode `auto`, with a cluster in memory behind both of its
 * worlds and a clock that only the test moves. Workers take their steps when the test says so.
 */
export interface SafetyBench {
  readonly container: Container;
  /** The cluster of the present test; `reset` brings a new one. */
  readonly cluster: TestCluster;
  db(): Database;
  /** OpenClaw in a worker, and a human at the web. */
  worker(): Ctx;
  person(name?: string): Ctx;
  now(): Date;
  pass(ms: number): void;

  /** A repair as the judge leaves it; `approved` is one that a human approved and whose undo window is over. */
  propose(input?: Parameters<typeof proposeRepair>[2]): Promise<Repair>;
  approved(input?: Parameters<typeof proposeRepair>[2]): Promise<Repair>;
  decide(repair: Repair, answer?: Answer, key?: string, role?: Role, name?: string, authenticatedAt?: Date): Promise<Approval>;
  /** What the judge would say of restarting a healthy, stateless workload of two replicas. */
  assess(name: string): Promise<Assessment>;

  /** Ends the claim of every action, as if its worker had fallen silent. */
  lapseClaims(): Promise<void>;
  /** Everything a worker does with actions, until none of it finds work. */
  workUntilIdle(): Promise<void>;

  actionOf(repair: Repair): Promise<ActionRow>;
  approvalOf(repair: Repair): Promise<ApprovalRow | undefined>;
  /** The types of its incident's events, of those asked for. */
  eventsOf(repair: Repair, ...types: string[]): Promise<string[]>;
  /** The HTTP status that a refusal becomes, with its code. @throws when the attempt is not refused */
  refusalOf(attempt: Promise<unknown>): Promise<{ status: number; code: string; current: unknown }>;

  /** Before each test: a new cluster, no actions, the policies as shipped, the brake released. The clock goes on. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a bench for one test file; call `reset` before each test and `close` after the last. */
export async function openSafetyBench(): Promise<SafetyBench> {
  let cluster = new TestCluster();
  let elapsedMs = 0;
  const startedAt = Date.now();
  const now = () => new Date(startedAt + elapsedMs);
  const world = (origin: World["origin"]): World => ({
    origin,
    cluster: "default",
    mode: "auto",
    evidence: { metrics: null, cluster: null, rateWindowSeconds: 60 },
    groups: null,
    get executors() {
      return everyTool(cluster);
    },
  });
  const house = await openHouse({ now, worlds: { live: world("live"), range: world("range") } });
  const { container } = house;
  const db = () => container.db;
  const worker = () => container.ctx({ kind: "automation", id: "openclaw", name: "OpenClaw" }, "worker");
  const person = (name = "Commander") => container.ctx({ kind: "human", id: `usr_${name}`, name }, "web");
  const pass = (ms: number) => {
    elapsedMs += ms;
  };
  const propose: SafetyBench["propose"] = (input) => proposeRepair(container, cluster, input);
  const decide: SafetyBench["decide"] = (repair, answer = {}, key = "key-1", role = "commander", name, authenticatedAt = now()) =>
    decideApproval(person(name), { id: repair.approvalId, role, idempotencyKey: key, body: { decision: "approve", argsHash: repair.action.argsHash, ...answer }, authenticatedAt });
  const lapseClaims = async () => {
    await db().update(actions).set({ leaseUntil: sql`now() - interval '1 second'` });
  };

  return {
    container,
    get cluster() {
      return cluster;
    },
    db,
    worker,
    person,
    now,
    pass,
    propose,
    decide,
    lapseClaims,
    async approved(input) {
      const repair = await propose(input);
      await decide(repair);
      pass(tunables.undoMs + 1);
      return repair;
    },
    assess(name) {
      const ref = { cluster: "default", kind: "workload", namespace: "shop", name } as const;
      return assessRepair(worker(), {
        origin: "live",
        mode: "auto",
        call: { tool: "restart", args: { cluster: ref.cluster, namespace: ref.namespace, name } },
        hypothesis: stuckProcess(ref, now()),
        graph: { entities: new Map([[entityKey(ref), { ref, stateful: false, replicas: 2 }]]), edges: [], observedAt: now() },
      });
    },
    async workUntilIdle() {
      for (let round = 0; round < 5; round += 1) {
        while (await executeDueAction(container, worker()));
        await lapseClaims();
        while (await recoverLapsedAction(container, worker()));
      }
    },
    async actionOf(repair) {
      const [row] = await db().select().from(actions).where(eq(actions.id, repair.action.id));
      if (row === undefined) throw new Error("the action is gone");
      return row;
    },
    async approvalOf(repair) {
      const [row] = await db().select().from(approvals).where(eq(approvals.id, repair.approvalId));
      return row;
    },
    async eventsOf(repair, ...types) {
      const rows = await db().select({ type: events.type }).from(events).where(and(eq(events.incidentId, repair.incidentId), inArray(events.type, types)));
      return rows.map((row) => row.type);
    },
    async refusalOf(attempt) {
      const error = await attempt.then(() => null, (thrown: unknown) => thrown);
      if (!(error instanceof AppError)) throw new Error("it was not refused", { cause: error });
      return { status: statusOf(error.code), code: error.code, current: error.details.current };
    },
    async reset() {
      cluster = new TestCluster();
      // What an earlier test left unfinished must not be claimed by this one.
      await db().delete(actions);
      await db().delete(approvals);
      await db().delete(policyVersions);
      await db().delete(autonomyPins);
      await setPaused({ ctx: worker(), paused: false });
    },
    close: () => house.close(),
  };
}
