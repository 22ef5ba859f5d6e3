import { parseArgs } from "node:util";
import { readEndpoint, type Endpoint } from "./files";

const usage = "Usage: npm run scenario -- --list | <name> [--seed N] | <name> --clear | <name> --heal\n";

interface Listing {
  name: string;
  description: string;
  expectation: string;
  running: boolean;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { list: { type: "boolean" }, clear: { type: "boolean" }, heal: { type: "boolean" }, seed: { type: "string" }, help: { type: "boolean", short: "h" } },
  });
  const [name, ...surplus] = positionals;
  if (values.help) return say(usage, 0);
  if (surplus.length > 0 || (!values.list && name === undefined)) return say(usage, 2);
  const seed = values.seed === undefined ? undefined : Number(values.seed);
  if (seed !== undefined && !Number.isInteger(seed)) return say("--seed needs a whole number.\n", 2);
  const endpoint = await readEndpoint(process.env["AWOOOI_DATA_DIR"] || ".awoooi");
  if (!endpoint) return say("The range is not running: start it with npm start, then try again.\n", 1);
  if (values.list || name === undefined) return list(endpoint);
  if (values.heal) return heal(endpoint, name);
  return values.clear ? clear(endpoint, name) : start(endpoint, name, seed);
}

async function list(endpoint: Endpoint): Promise<number> {
  const response = await call(endpoint, "GET", "/range/v1/scenarios");
  if (!response.ok) return say(`The range answered ${response.status}.\n`, 1);
  const { items } = (await response.json()) as { items: Listing[] };
  const width = Math.max(...items.map((item) => item.name.length));
  const lines = items.map((item) => `${item.running ? "*" : " "} ${item.name.padEnd(width)}  ${item.description}\n  ${" ".repeat(width)}  -> ${item.expectation}`);
  return say(`${lines.join("\n")}\n(* = running)\n`, 0);
}

async function start(endpoint: Endpoint, name: string, seed: number | undefined): Promise<number> {
  const response = await call(endpoint, "POST", `/range/v1/scenarios/${encodeURIComponent(name)}`, { seed });
  const answer = (await response.json()) as { detail?: string; seed?: number };
  if (response.status === 202) return say(`${name} started with seed ${answer.seed ?? "?"}.\n`, 0);
  return say(`${name} was not started: ${answer.detail ?? `the range answered ${response.status}`}\n`, 1);
}

async function clear(endpoint: Endpoint, name: string): Promise<number> {
  const response = await call(endpoint, "DELETE", `/range/v1/scenarios/${encodeURIComponent(name)}`);
  return response.ok ? say(`${name} is cleared; its alerts end by themselves.\n`, 0) : say(`${name} was not cleared: the range answered ${response.status}.\n`, 1);
}

async function heal(endpoint: Endpoint, name: string): Promise<number> {
  const response = await call(endpoint, "POST", `/range/v1/scenarios/${encodeURIComponent(name)}/heal`, {});
  if (response.ok) return say(`${name}: what a human's hands would do is done (a drill).\n`, 0);
  const answer = (await response.json()) as { detail?: string };
  return say(`${name} was not healed: ${answer.detail ?? `the range answered ${response.status}`}\n`, 1);
}

function call(endpoint: Endpoint, method: string, path: string, body?: unknown): Promise<Response> {
  return fetch(`${endpoint.url}${path}`, {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
    headers: { Authorization: `Bearer ${endpoint.token}`, "Content-Type": "application/json" },
    signal: AbortSignal.timeout(10_000),
  });
}

function say(text: string, code: number): number {
  process.stdout.write(text);
  return code;
}

process.exitCode = await main().catch((error: unknown) => {
  const isUsage = error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
  if (isUsage) return say(`${error.message}\n${usage}`, 2);
  return say("The range is not reachable: start it with npm start, then try again.\n", 1);
});
