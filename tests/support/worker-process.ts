import { spawn } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { build } from "esbuild";
import { eventually } from "./wait";

const root = resolve(import.meta.dirname, "../..");

/** Builds the worker, or another process, from the sources as they are now: `dist/` may be older, and running through tsx takes three times as long to start. */
export async function bundleWorker(entry: "worker" | "ingress" = "worker"): Promise<{ readonly file: string; remove(): void }> {
  const dir = resolve(root, "node_modules/.cache/awoooi-tests");
  mkdirSync(dir, { recursive: true });
  const file = resolve(dir, `${entry}-${process.pid}-${Date.now()}.mjs`);
  await build({ absWorkingDir: root, entryPoints: [`server/${entry}/main.ts`], outfile: file, bundle: true, platform: "node", format: "esm", target: "node20", packages: "external", logLevel: "warning" });
  return { file, remove: () => rmSync(file, { force: true }) };
}

export interface LogLine {
  readonly msg: string;
  readonly [field: string]: unknown;
}

/** One worker as an operating system process. */
export interface WorkerProcess {
  readonly pid: number;
  /** Every line it has logged so far. */
  readonly log: readonly LogLine[];
  /** Resolves once it takes work. */
  ready(): Promise<void>;
  signal(name: "SIGTERM" | "SIGKILL" | "SIGSTOP" | "SIGCONT"): void;
  /** Resolves to its exit code, or null when a signal ended it. */
  readonly exited: Promise<number | null>;
  /** Ends it, whatever state it is in. */
  kill(): Promise<void>;
}

/** Starts a worker from its bundle in the environment of a house, and nothing else of this process's environment but the PATH. */
export function startWorkerProcess(file: string, env: Readonly<Record<string, string>>): WorkerProcess {
  const child = spawn(process.execPath, [file], { cwd: root, env: { NODE_ENV: "test", PATH: process.env.PATH ?? "", ...env, AWOOOI_LOG_LEVEL: "info" }, stdio: ["ignore", "pipe", "pipe"] });
  const log: LogLine[] = [];
  let stderr = "";
  createInterface({ input: child.stdout }).on("line", (line) => log.push(JSON.parse(line) as LogLine));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const exited = new Promise<number | null>((settle) => child.once("close", (code) => settle(code)));
  const { pid } = child;
  if (pid === undefined) throw new Error("the worker process did not start");
  const gone = () => child.exitCode !== null || child.signalCode !== null;
  return {
    pid,
    log,
    exited,
    ready: async () => {
      await eventually("the worker is ready", async () => {
        if (gone()) return "gone";
        return log.some((line) => line.msg === "worker_ready");
      }, 60_000, 50);
      if (gone()) throw new Error(`the worker ended while it started: ${stderr}`);
    },
    signal: (name) => void child.kill(name),
    kill: async () => {
      if (!gone()) child.kill("SIGKILL");
      await exited;
    },
  };
}
