import { receiverName } from "../alert/webhook-body";
import { json, type Call, type Reply } from "../call";
import { AlertmanagerError } from "./errors";
import { listAlerts } from "./alerts";
import { deleteSilence, listSilences, postSilence, readSilence } from "./silence-calls";
import type { AlertmanagerSource } from "./source";

/** Answers one call below `/alertmanager`, API v2; refusals are JSON strings, as Alertmanager's are. */
export function answerAlertmanager(source: AlertmanagerSource, call: Call): Reply {
  const path = call.path.replace(/^\/alertmanager/, "").replace(/(.)\/$/, "$1");
  if (path === "/-/healthy" || path === "/-/ready") return { kind: "text", status: 200, body: "OK", contentType: "text/plain; charset=utf-8" };
  try {
    return answer(source, call, path.replace(/^\/api\/v2/, ""));
  } catch (error) {
    if (error instanceof AlertmanagerError) return json(error.status, error.body);
    throw error;
  }
}

function answer(source: AlertmanagerSource, call: Call, path: string): Reply {
  const id = /^\/silence\/([^/]+)$/.exec(path)?.[1];
  switch (`${call.method} ${id === undefined ? path : "/silence"}`) {
    case "GET /status":
      return json(200, {
        cluster: { status: "disabled", peers: [] },
        versionInfo: { version: "0.28.0", branch: "range", revision: "range", buildDate: "", buildUser: "range", goVersion: "" },
        config: { original: `route:\n  receiver: ${receiverName}\n` },
        uptime: new Date(source.nowMs).toISOString(),
      });
    case "GET /receivers":
      return json(200, [{ name: receiverName }]);
    case "GET /alerts":
      return json(200, listAlerts(source, call.params));
    case "GET /silences":
      return json(200, listSilences(source, call.params));
    case "POST /silences":
      return json(200, { silenceID: postSilence(source, call) });
    case "GET /silence":
      return json(200, readSilence(source, id ?? ""));
    case "DELETE /silence":
      deleteSilence(source, id ?? "");
      return { kind: "text", status: 200, body: "", contentType: "application/json" };
    default:
      throw new AlertmanagerError(known.has(path) || id !== undefined ? 405 : 404, { code: known.has(path) ? 405 : 404, message: `path ${path} was not found or does not take ${call.method}` });
  }
}

const known = new Set(["/status", "/receivers", "/alerts", "/silences"]);
