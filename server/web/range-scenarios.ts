import { z } from "zod";
import { healRangeScenario, listRangeScenarios, startRangeScenario } from "@/lib/contracts/range";
import type { Config } from "../platform/config";
import type { Ctx } from "../platform/ctx";
import { Rejected, Unavailable, messageOf } from "../platform/errors";
import { tunables } from "../platform/tunables";
import { appendEvents } from "../event/append";

type Range = Config["range"];

const listed = z.object({ items: listRangeScenarios.response.shape.items });
const refusal = z.object({ detail: z.string() });

/** The drills of the practice range; none when there is no range. @throws {Unavailable} when it does not answer */
export async function readRangeScenarios(range: Range): Promise<z.infer<typeof listRangeScenarios.response>> {
  if (range === null) return { enabled: false, items: [] };
  return { enabled: true, items: listed.parse(await ask(range, "GET", "/scenarios")).items };
}

/** Starts a drill and records who did. @throws {Rejected} 404 without a range or such a drill, 409 while it runs; {Unavailable} */
export async function startScenario(ctx: Ctx, range: Range, input: { name: string; seed?: number }): Promise<z.infer<typeof startRangeScenario.response>> {
  const { name, seed } = input;
  const started = startRangeScenario.response.parse(await ask(present(range), "POST", `/scenarios/${encodeURIComponent(name)}`, seed === undefined ? {} : { seed }));
  await record(ctx, "range.scenario_started", started.name);
  return started;
}

/** Plays the hands of a human in a drill and records who asked. @throws {Rejected} 404, or 409 when there is nothing for hands to do; {Unavailable} */
export async function healScenario(ctx: Ctx, range: Range, name: string): Promise<z.infer<typeof healRangeScenario.response>> {
  const healed = healRangeScenario.response.parse(await ask(present(range), "POST", `/scenarios/${encodeURIComponent(name)}/heal`, {}));
  await record(ctx, "range.scenario_healed", healed.name);
  return healed;
}

function present(range: Range): NonNullable<Range> {
  if (range === null) throw new Rejected("not_found", "There is no practice range here.");
  return range;
}

async function record(ctx: Ctx, type: string, name: string): Promise<void> {
  await ctx.db.transaction((tx) => appendEvents(ctx, tx, [{ type, subject: { kind: "range", id: name }, origin: "range" }]));
  await ctx.bus.announceEvents();
}

async function ask(range: NonNullable<Range>, method: "GET" | "POST", path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${range.url}/range/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${range.token}`, "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
    redirect: "error",
    signal: AbortSignal.timeout(tunables.evidenceTimeoutMs),
  }).catch((error: unknown) => {
    throw new Unavailable("The practice range does not answer.", { internal: messageOf(error), cause: error });
  });
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answer;
  const detail = refusal.safeParse(answer).data?.detail;
  if (response.status === 404) throw new Rejected("not_found", detail ?? "The practice range knows no such drill.");
  if (response.status === 409) throw new Rejected("conflict", detail ?? "The practice range cannot do that now.");
  throw new Unavailable("The practice range did not do it.", { internal: `HTTP ${response.status}` });
}
