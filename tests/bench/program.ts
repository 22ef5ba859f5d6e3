import { spawn } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { createInterface } from "node:readline";
import { build } from "esbuild";
import { bundling } from "../../scripts/bootstrap/bundling.mjs";

const root = resolve(import.meta.dirname, "../..");

/** Bundles a TypeScript entry as `npm run bundle` does, so that both sides of a comparison run what production runs; returns the file. */
export async function bundle(entry: string): Promise<string> {
  const dir = resolve(root, "node_modules/.cache/awoooi-bench");
  mkdirSync(dir, { recursive: true });
  const file = resolve(dir, `${entry.replace(/\W+/g, "-")}-${process.pid}.mjs`);
  await build({ ...bundling, entryPoints: [entry], outfile: file });
  return file;
}

/** A process under measurement. */
export interface Program {
  readonly pid: number;
  /** Resident memory now, in bytes. */
  residentBytes(): number;
  /** The greatest resident memory so far, in bytes. */
  peakBytes(): number;
  /** CPU time it has used so far, in seconds. */
  cpuSeconds(): number;
  /** Resolves to the first line of its stdout, from now on or before, that contains the text. */
  says(text: string): Promise<string>;
  /** Ends it with SIGTERM and waits. */
  stop(): Promise<void>;
}

const running = new Set<() => void>();
process.on("exit", () => running.forEach((end) => end()));

/** Starts a program with an environment of its own (beside PATH and HOME) and waits until it says `ready` on stdout. */
export async function startProgram(command: readonly [string, ...string[]], env: Readonly<Record<string, string>>, ready: string): Promise<Program> {
  const [file, ...args] = command;
  const child = spawn(file, args, { cwd: root, env: { NODE_ENV: "production", PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const hear = (line: string) => {
    lines.push(line);
    if (lines.length > 2_000) lines.shift();
    waiting.forEach((look) => look());
  };
  createInterface({ input: child.stdout }).on("line", hear);
  createInterface({ input: child.stderr }).on("line", hear);
  const exited = new Promise<void>((done) => child.once("close", () => done()));
  const end = () => child.kill("SIGKILL");
  running.add(end);
  void exited.then(() => running.delete(end));
  const says = (text: string) =>
    new Promise<string>((done, reject) => {
      const look = () => {
        const line = lines.find((one) => one.includes(text));
        if (line === undefined) return;
        waiting.delete(look);
        done(line);
      };
      waiting.add(look);
      look();
      void exited.then(() => reject(new Error(`${basename(args[0] ?? file)} ended before it said "${text}":\n${lines.slice(-20).join("\n")}`)));
    });
  const status = (field: string) => Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1] ?? 0) * 1_024;
  await says(ready);
  return {
    pid: child.pid ?? 0,
    residentBytes: () => status("VmRSS"),
    peakBytes: () => status("VmHWM"),
    cpuSeconds: () => {
      const fields = readFileSync(`/proc/${child.pid}/stat`, "utf8").replace(/^.*\) /, "").split(" ");
      return (Number(fields[11]) + Number(fields[12])) / 100;
    },
    says,
    stop: async () => {
      child.kill("SIGTERM");
      const hard = setTimeout(end, 10_000);
      await exited;
      clearTimeout(hard);
    },
  };
}
