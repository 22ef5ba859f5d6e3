import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createLogger, type Logger } from "../platform/log";
import { deliverTo } from "./alert/deliver";
import { answerCall } from "./doors";
import { Engine, type EngineOptions, type SavedEngine } from "./engine";
import { loadState, prepareFolder, rangePaths, removeEndpoint, saveState, setStateAside, writeEndpoint } from "./files";
import { createRangeServer } from "./http-server";
import type { RangeOptions } from "./options";
import type { StartOutcome } from "./scenario/director";
import { clockPollMs, closeGraceMs, maxCatchUpTicks, saveEveryMs, tickMs } from "./tunables";

/** A running range. */
export interface Range {
  /** The Kubernetes API and the control API. */
  url: string;
  kubeconfigPath: string;
  prometheusUrl: string;
  token: string;
  /** Starts a scenario unless it is unknown or already running. */
  startScenario(name: string, seed?: number): StartOutcome;
  /** Stops the clock, saves the state and closes every connection. */
  close(): Promise<void>;
}

/** Starts a range in this process: restores its state or founds a shop, opens its doors, then lets time run. */
export async function startRange(options: RangeOptions): Promise<Range> {
  const log = createLogger("range", options.logLevel ?? "info");
  const now = options.clock ?? Date.now;
  await prepareFolder(options.dataDir);
  const doors: { engine?: Engine } = {};
  const server = createRangeServer(
    options.token,
    (call) => (doors.engine ? answerCall(doors.engine, call) : { kind: "text", status: 503, body: "starting", contentType: "text/plain" }),
    (error) => log.error({ err: error }, "range_request_failed"),
  );
  server.listen(options.port, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const prometheusUrl = `${url}/prometheus`;
  const engine = await openEngine(options, url, log);
  doors.engine = engine;
  await writeEndpoint(options.dataDir, { url, token: options.token, prometheusUrl, kubeconfigPath: rangePaths(options.dataDir).kubeconfig });

  const clock = setInterval(() => advance(engine, now()), clockPollMs);
  let saving: Promise<void> = Promise.resolve();
  const save = () => {
    saving = saving.then(() => saveState(options.dataDir, engine.save())).catch((error: unknown) => log.error({ err: error }, "range_save_failed"));
    return saving;
  };
  const saver = setInterval(save, saveEveryMs);
  log.info({ url, prometheusUrl, seed: options.seed }, "range_ready");

  return {
    url,
    prometheusUrl,
    token: options.token,
    kubeconfigPath: rangePaths(options.dataDir).kubeconfig,
    startScenario: (name, seed) => engine.director.start(name, seed),
    async close() {
      clearInterval(clock);
      clearInterval(saver);
      await Promise.race([engine.notifier.idle(), sleep(closeGraceMs)]);
      await save();
      await removeEndpoint(options.dataDir);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      log.info("range_closed");
    },
  };
}

/** Replays the ticks that are due; after a long pause of the machine only the latest one. */
function advance(engine: Engine, nowMs: number): void {
  const target = toTick(nowMs);
  const behind = (target - engine.world.now) / tickMs;
  if (behind > maxCatchUpTicks) engine.tick(target);
  else for (let time = toTick(engine.world.now) + tickMs; time <= target; time += tickMs) engine.tick(time);
}

/** An engine from the saved state; a state that cannot be used is set aside and a fresh shop is founded. */
async function openEngine(options: RangeOptions, url: string, log: Logger): Promise<Engine> {
  const engineOptions: EngineOptions = {
    seed: options.seed,
    now: toTick((options.clock ?? Date.now)()),
    maxAlerts: options.maxAlerts,
    autoplay: options.autoplay,
    prometheusUrl: `${url}/prometheus`,
    alertmanagerUrl: `${url}/alertmanager`,
    deliver: options.webhookUrl ? deliverTo(options.webhookUrl, options.token) : async () => ({ outcome: "accepted" }),
    report: (event, fields) => (event === "notified" ? log.info(fields, event) : log.warn(fields, event)),
  };
  try {
    const saved: SavedEngine | undefined = await loadState(options.dataDir);
    if (saved) return new Engine(engineOptions, saved);
  } catch (error) {
    const aside = await setStateAside(options.dataDir, Date.now());
    log.warn({ err: error, aside }, "range_state_unreadable");
  }
  return new Engine(engineOptions);
}

function toTick(timeMs: number): number {
  return Math.floor(timeMs / tickMs) * tickMs;
}
