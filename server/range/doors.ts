import { json, type Call, type Reply } from "./call";
import { answerControl } from "./control-api";
import type { Engine } from "./engine";
import { answerKubernetes } from "./kube/api";
import { answerPrometheus } from "./prom/api";
import { renderExposition } from "./prom/exposition";
import { families } from "./sim/collect";
import { evaluateEveryMs } from "./tunables";

/** Sends a call to the API it is meant for; what belongs to no other door is the Kubernetes API. */
export function answerCall(engine: Engine, call: Call): Reply {
  if (call.path === "/metrics") {
    const body = renderExposition(families, engine.collect());
    return { kind: "text", status: 200, body, contentType: "text/plain; version=0.0.4; charset=utf-8" };
  }
  if (call.path.startsWith("/range/v1/")) return answerControl(engine, call);
  if (call.path.startsWith("/prometheus/")) return answerPrometheusDoor(engine, call);
  return answerKubernetes(engine.world, call);
}

function answerPrometheusDoor(engine: Engine, call: Call): Reply {
  const text = (body: string): Reply => ({ kind: "text", status: 200, body, contentType: "text/plain; charset=utf-8" });
  if (call.path === "/prometheus/-/healthy") return text("Prometheus Server is Healthy.\n");
  if (call.path === "/prometheus/-/ready") return text("Prometheus Server is Ready.\n");
  if (call.method !== "GET" && call.method !== "POST") return json(405, { status: "error", errorType: "bad_data", error: "method not allowed" });
  const source = {
    store: engine.samples,
    now: () => engine.world.now,
    alerts: () => engine.alerts.listAlerts(),
    ruleGroups: () => engine.alerts.listRules(evaluateEveryMs),
  };
  const { status, body } = answerPrometheus(source, call.path.replace(/^\/prometheus\/api\/v1\//, ""), call.params);
  return json(status, body);
}
