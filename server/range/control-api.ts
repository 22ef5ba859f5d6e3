import { z } from "zod";
import { json, type Call, type Reply } from "./call";
import type { Engine } from "./engine";
import { isScenarioName } from "./scenario/registry";
import { ScenarioImpossible } from "./scenario/scenario";
import { clusterName, shopNamespace } from "./world/shop";
import { revisionOf } from "./world/revisions";

const startBody = z.object({ seed: z.number().int().optional() });

/** Answers one call below `/range/v1`: scenarios and a summary of the state. */
export function answerControl(engine: Engine, call: Call): Reply {
  const path = call.path.replace(/^\/range\/v1/, "");
  if (path === "/scenarios") return call.method === "GET" ? json(200, { items: engine.director.list() }) : refuse(405, "method_not_allowed", "use GET");
  if (path === "/state") return call.method === "GET" ? json(200, summarise(engine)) : refuse(405, "method_not_allowed", "use GET");
  const healing = /^\/scenarios\/([^/]+)\/heal$/.exec(path)?.[1];
  if (healing !== undefined) return call.method === "POST" ? heal(engine, healing) : refuse(405, "method_not_allowed", "use POST");
  const name = /^\/scenarios\/([^/]+)$/.exec(path)?.[1];
  if (name === undefined) return refuse(404, "not_found", "there is nothing at this path");
  switch (call.method) {
    case "POST":
      return start(engine, name, call.body);
    case "DELETE":
      if (!isScenarioName(name)) return unknown(name);
      return json(200, { name, cleared: engine.director.clear(name) });
    default:
      return refuse(405, "method_not_allowed", "use POST or DELETE");
  }
}

function start(engine: Engine, name: string, body: string): Reply {
  const parsed = startBody.safeParse(readJson(body));
  if (!parsed.success) return refuse(400, "invalid_body", "the body must be {} or {\"seed\": <whole number>}");
  try {
    const started = engine.director.start(name, parsed.data.seed);
    switch (started.outcome) {
      case "started":
        return json(202, { name, seed: started.run.seed, startedAt: new Date(started.run.startedAt).toISOString() });
      case "already_running":
        return refuse(409, "already_running", `the scenario ${name} is running; cure it or clear it first`);
      case "unknown":
        return unknown(name);
    }
  } catch (error) {
    if (error instanceof ScenarioImpossible) return refuse(409, "impossible", error.message);
    throw error;
  }
}

function heal(engine: Engine, name: string): Reply {
  if (!isScenarioName(name)) return unknown(name);
  if (engine.director.heal(name)) return json(202, { name, healed: true });
  return refuse(409, "nothing_to_heal", `${name} does not run, or is healed by a repair and not by hand`);
}

function unknown(name: string): Reply {
  return refuse(404, "unknown_scenario", `there is no scenario ${JSON.stringify(name)}`);
}

function summarise(engine: Engine): unknown {
  const deployments = engine.world.store.list("deployments", shopNamespace);
  return {
    cluster: clusterName,
    namespace: shopNamespace,
    now: new Date(engine.world.now).toISOString(),
    queueDepth: engine.queueDepth,
    services: deployments.map((deployment) => ({
      name: deployment.metadata.name,
      image: deployment.spec.template.spec?.containers[0]?.image ?? null,
      revision: revisionOf(deployment),
      replicas: deployment.spec.replicas,
      available: deployment.status.availableReplicas ?? 0,
    })),
    alerts: engine.alerts.active.map(({ labels, state, value, activeAt }) => ({ labels, state, value, activeAt: new Date(activeAt).toISOString() })),
    scenarios: engine.director.list(),
    runs: engine.director.runs.map((run) => ({
      scenario: run.scenario,
      seed: run.seed,
      startedAt: new Date(run.startedAt).toISOString(),
      endedAt: run.endedAt === undefined ? null : new Date(run.endedAt).toISOString(),
    })),
  };
}

function readJson(body: string): unknown {
  if (body.trim() === "") return {};
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

function refuse(status: number, code: string, detail: string): Reply {
  return { kind: "json", status, body: { type: "about:blank", status, code, detail }, headers: { "Content-Type": "application/problem+json" } };
}
