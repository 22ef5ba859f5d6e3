import { answerAlertmanager } from "./alertmanager/api";
import { json, type Call, type Reply } from "./call";
import { answerControl } from "./control-api";
import type { Engine } from "./engine";
import { answerKubernetes } from "./kube/api";
import { answerPrometheus } from "./prom/api";
import { renderExposition } from "./prom/exposition";
import { families } from "./sim/families";
import { evaluateEveryMs } from "./tunables";

/** Sends a call to the API it is meant for; what belongs to no other door is the Kubernetes API. */
export function answerCall(engine: Engine, call: Call): Reply {
  if (call.path === "/metrics") return answerMetrics(engine, call);
  if (call.path.startsWith("/range/v1/")) return answerControl(engine, call);
  if (call.path.startsWith("/alertmanager/")) return answerAlertmanager({ alerts: engine.notifier.alerts, silences: engine.silences, nowMs: engine.world.now }, call);
  if (call.path.startsWith("/prometheus/")) return answerPrometheusDoor(engine, call);
  return answerKubernetes(engine.world, call);
}

/**
 * The exposition for a real Prometheus, which must scrape it with `honor_labels: true`, as it speaks for many targets. By default
 * it is of this moment and without times, so that series which are gone go stale; with `?timestamps=1` it is the range's own latest
 * scrape with its time, so that both hold exactly the same samples.
 */
function answerMetrics(engine: Engine, call: Call): Reply {
  const exact = call.params.get("timestamps") === "1" ? engine.lastScrape : undefined;
  const body = renderExposition(families, exact?.samples ?? engine.collect(), exact?.timeMs);
  return { kind: "text", status: 200, body, contentType: "text/plain; version=0.0.4; charset=utf-8" };
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
