import { z } from "zod";
import { isUsable, matchesAll, matchesValue } from "../alert/matcher";
import { stateOf, type Silence } from "../alert/silences";
import type { Call } from "../call";
import { AlertmanagerError, readFilters } from "./errors";
import type { AlertmanagerSource } from "./source";

const matcher = z.object({ name: z.string().min(1), value: z.string(), isRegex: z.boolean(), isEqual: z.boolean().default(true) });
const time = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
const postable = z.object({
  id: z.string().optional(),
  matchers: z.array(matcher).min(1),
  startsAt: time,
  endsAt: time,
  createdBy: z.string(),
  comment: z.string(),
});

/** The remembered silences whose matchers fit the asked filters. */
export function listSilences({ silences, nowMs }: AlertmanagerSource, params: URLSearchParams): unknown[] {
  const filters = readFilters(params);
  const named = (silence: Silence) => Object.fromEntries(silence.matchers.map((one) => [one.name, one.value]));
  return silences.all.filter((silence) => matchesAll(filters, named(silence))).map((silence) => describe(silence, nowMs));
}

/** One silence. @throws {AlertmanagerError} 404 */
export function readSilence(source: AlertmanagerSource, id: string): unknown {
  const silence = source.silences.get(id);
  if (!silence) throw new AlertmanagerError(404, `silence ${id} not found`);
  return describe(silence, source.nowMs);
}

/** Stores a silence and returns its id. @throws {AlertmanagerError} 400, 404 or 422 */
export function postSilence({ silences, nowMs }: AlertmanagerSource, call: Call): string {
  const { id, ...draft } = parse(call.body);
  const known = id === undefined || id === "" ? undefined : silences.get(id);
  if (id && !known) throw new AlertmanagerError(404, `silence ${id} not found`);
  if (draft.startsAt >= draft.endsAt) throw new AlertmanagerError(400, "Failed to create silence: start time must be before end time");
  if (draft.endsAt < nowMs) throw new AlertmanagerError(400, "Failed to create silence: end time can't be in the past");
  if (!draft.matchers.every(isUsable)) throw new AlertmanagerError(400, "invalid silence: invalid label matcher: error parsing regexp");
  if (draft.matchers.every((one) => matchesValue(one, ""))) throw new AlertmanagerError(400, "invalid silence: at least one matcher must not match the empty string");
  return silences.put({ ...draft, id: known?.id }, nowMs);
}

/** Ends a silence. @throws {AlertmanagerError} 404 when unknown, 500 when it is over, as Alertmanager does */
export function deleteSilence({ silences, nowMs }: AlertmanagerSource, id: string): void {
  if (!silences.get(id)) throw new AlertmanagerError(404, `silence ${id} not found`);
  if (!silences.expire(id, nowMs)) throw new AlertmanagerError(500, `silence ${id} already expired`);
}

function parse(body: string): z.infer<typeof postable> {
  let given: unknown;
  try {
    given = JSON.parse(body);
  } catch {
    throw new AlertmanagerError(400, { code: 400, message: "parsing silence body failed, because it is not JSON" });
  }
  const parsed = postable.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new AlertmanagerError(422, { code: 602, message: `silence.${issue?.path.join(".") ?? ""} in body: ${issue?.message ?? "is not valid"}` });
}

function describe(silence: Silence, nowMs: number): unknown {
  const at = (ms: number) => new Date(ms).toISOString();
  const { id, matchers, createdBy, comment } = silence;
  return { id, status: { state: stateOf(silence, nowMs) }, matchers, createdBy, comment, startsAt: at(silence.startsAt), endsAt: at(silence.endsAt), updatedAt: at(silence.updatedAt) };
}
