import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { freePort } from "./ports";
import { eventually } from "./wait";

const program = "prometheus";

/** What a genuine Prometheus scrapes, and how often. */
export interface ScrapeTarget {
  readonly url: string;
  readonly token: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly intervalMs: number;
  /** The default step of subqueries. */
  readonly evaluationIntervalMs: number;
}

/** A running Prometheus with an empty memory. */
export interface RealPrometheus {
  /** Its address, as for an evidence adapter. */
  readonly url: string;
  stop(): Promise<void>;
}

/** The configuration; JSON is YAML. */
function configOf({ url, token, params = {}, intervalMs, evaluationIntervalMs }: ScrapeTarget): string {
  const { host, pathname } = new URL(url);
  return JSON.stringify({
    global: { scrape_interval: `${intervalMs}ms`, scrape_timeout: `${intervalMs}ms`, evaluation_interval: `${evaluationIntervalMs}ms` },
    scrape_configs: [
      {
        job_name: "range",
        metrics_path: pathname,
        params: Object.fromEntries(Object.entries(params).map(([name, value]) => [name, [value]])),
        honor_labels: true,
        authorization: { credentials: token },
        static_configs: [{ targets: [host] }],
      },
    ],
  });
}

/** Starts Debian's Prometheus on a free port. @throws when the program is not installed */
export async function startPrometheus(target: ScrapeTarget): Promise<RealPrometheus> {
  const executable = (process.env.PATH ?? "").split(delimiter).map((dir) => join(dir, program)).find((file) => existsSync(file));
  if (executable === undefined) throw new Error(`${program} is not on the PATH: install prometheus`);
  const dir = mkdtempSync(join(tmpdir(), "awoooi-prometheus-"));
  const file = join(dir, "prometheus.yml");
  writeFileSync(file, configOf(target), { mode: 0o600 });
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(executable, [`--config.file=${file}`, `--storage.tsdb.path=${join(dir, "data")}`, `--web.listen-address=${address}`, "--log.level=warn"], { stdio: ["ignore", "ignore", "pipe"] });
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
    await eventually("Prometheus is ready", async () => {
      if (child.exitCode !== null) throw new Error(said);
      return (await fetch(`http://${address}/-/ready`)).ok;
    }, 20_000, 50);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `http://${address}`, stop };
}
