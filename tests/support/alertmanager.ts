import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { freePort } from "./ports";
import { eventually } from "./wait";

const program = "prometheus-alertmanager";

function findProgram(): string | undefined {
  return (process.env.PATH ?? "").split(delimiter).map((dir) => join(dir, program)).find((file) => existsSync(file));
}

/** Where a genuine Alertmanager sends, and how it proves who it is. */
export interface Receiver {
  readonly url: string;
  readonly auth: { readonly bearer: string } | { readonly basic: { readonly username: string; readonly password: string } };
  readonly maxAlerts?: number;
}

/** One alert as Prometheus would post it; without `endsAt` it fires. */
export interface PostedAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly endsAt?: Date;
}

/** A running Alertmanager with a route to each receiver by the label `route`. */
export interface Alertmanager {
  readonly url: string;
  /** Posts alerts to its API. */
  post(alerts: readonly PostedAlert[]): Promise<void>;
  stop(): Promise<void>;
}

/** The configuration; JSON is YAML. */
function configOf(receivers: Readonly<Record<string, Receiver>>): string {
  const names = Object.keys(receivers);
  const [first = ""] = names;
  return JSON.stringify({
    route: {
      receiver: first,
      group_by: ["alertname", "cluster"],
      group_wait: "1s",
      group_interval: "2s",
      repeat_interval: "1h",
      routes: names.map((name) => ({ receiver: name, matchers: [`route="${name}"`] })),
    },
    receivers: Object.entries(receivers).map(([name, { url, auth, maxAlerts }]) => ({
      name,
      webhook_configs: [
        {
          url,
          send_resolved: true,
          ...(maxAlerts === undefined ? {} : { max_alerts: maxAlerts }),
          http_config: "bearer" in auth ? { authorization: { type: "Bearer", credentials: auth.bearer } } : { basic_auth: auth.basic },
        },
      ],
    })),
  });
}

/** Starts Debian's Alertmanager on a free port with an empty memory. @throws when the program is not installed */
export async function startAlertmanager(receivers: Readonly<Record<string, Receiver>>): Promise<Alertmanager> {
  const executable = findProgram();
  if (executable === undefined) throw new Error(`${program} is not on the PATH: install prometheus-alertmanager`);
  const dir = mkdtempSync(join(tmpdir(), "awoooi-alertmanager-"));
  const file = join(dir, "alertmanager.yml");
  writeFileSync(file, configOf(receivers));
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(executable, [`--config.file=${file}`, `--storage.path=${join(dir, "data")}`, `--web.listen-address=${address}`, "--cluster.listen-address=", "--log.level=warn"], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said = (said + chunk.toString("utf8")).slice(-4_000)));
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const stop = async (): Promise<void> => {
    process.off("exit", kill);
    kill();
    await gone;
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    await eventually("Alertmanager is ready", async () => {
      if (child.exitCode !== null) throw new Error(said);
      return (await fetch(`http://${address}/-/ready`)).ok;
    }, 20_000, 50);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: `http://${address}`,
    stop,
    post: async (alerts) => {
      const response = await fetch(`http://${address}/api/v2/alerts`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(alerts) });
      if (!response.ok) throw new Error(`Alertmanager answered ${response.status}: ${await response.text()}`);
    },
  };
}
