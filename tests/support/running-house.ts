import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A whole AWOOOI as `npm start` brings it up, on fresh data. */
export interface RunningHouse {
  readonly url: string;
  readonly signInLink: string;
  readonly apiToken: string;
  readonly dataDir: string;
  /** Milliseconds from the command to the welcome. */
  readonly startedInMs: number;
  /** The process id of one of its processes now; another after a restart. */
  pidOf(name: "web" | "worker" | "ingress" | "range"): number;
  /** Ends it as Ctrl-C does; resolves to the exit code. */
  stop(): Promise<number | null>;
  /** Removes its data. */
  remove(): void;
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.once("listening", resolve))));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Runs `npm start` with its own embedded stores and waits for its welcome. `dataDir` continues an earlier house. */
export async function startHouse(options: { dataDir?: string; env?: Record<string, string> } = {}): Promise<RunningHouse> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), "awoooi-e2e-"));
  const [port = 0, ingressPort = 0, rangePort = 0] = await freePorts(3);
  const own = new Set(["DATABASE_URL", "REDIS_URL", "NODE_ENV"]);
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.has(name))) as NodeJS.ProcessEnv;
  const startedAt = Date.now();
  const child: ChildProcess = spawn("npm", ["start"], {
    env: { ...env, AWOOOI_DATA_DIR: dataDir, PORT: String(port), INGRESS_PORT: String(ingressPort), RANGE_PORT: String(rangePort), ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const url = `http://localhost:${port}`;
  await new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes("Ctrl-C stops everything")) resolve();
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("exit", (code) => reject(new Error(`npm start ended with ${code}:\n${output}`)));
  });
  return {
    url,
    signInLink: /sign in\s+(\S+)/.exec(output)?.[1] ?? "",
    apiToken: (JSON.parse(readFileSync(join(dataDir, "secrets.json"), "utf8")) as { AWOOOI_API_TOKEN: string }).AWOOOI_API_TOKEN,
    dataDir,
    startedInMs: Date.now() - startedAt,
    pidOf: (name) => {
      const { children } = JSON.parse(readFileSync(join(dataDir, "run", "pids.json"), "utf8")) as { children: Record<string, { pid: number }> };
      const pid = children[name]?.pid;
      if (pid === undefined) throw new Error(`no process named ${name}`);
      return pid;
    },
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null) return resolve(child.exitCode);
        child.once("exit", resolve);
        child.kill("SIGTERM");
      }),
    remove: () => rmSync(dataDir, { recursive: true, force: true }),
  };
}
