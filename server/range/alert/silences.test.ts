import { beforeEach, describe, expect, test } from "vitest";
import { Silences, type SilenceDraft } from "./silences";

let silences: Silences;

beforeEach(() => {
  let next = 0;
  silences = new Silences(() => `s${++next}`);
});

const draft = (value: string, more: Partial<SilenceDraft> = {}): SilenceDraft => ({
  matchers: [{ name: "service", value, isRegex: false, isEqual: true }],
  startsAt: 0,
  endsAt: 1_000,
  createdBy: "a",
  comment: "",
  ...more,
});
const mutedBy = (service: string, nowMs: number) => silences.mutedBy({ service }, nowMs);

describe("Silences", () => {
  test("silences what matches between its times, and only then", () => {
    silences.put(draft("a", { startsAt: 100 }), 0);
    expect([50, 100, 999, 1_000].map((at) => mutedBy("a", at))).toEqual([[], ["s1"], ["s1"], []]);
    expect(mutedBy("b", 500)).toEqual([]);
  });

  test("matches by patterns and by what is missing", () => {
    silences.put(draft("a|b", { matchers: [{ name: "service", value: "a|b", isRegex: true, isEqual: true }, { name: "team", value: "x", isRegex: false, isEqual: false }] }), 0);
    expect(mutedBy("b", 1)).toEqual(["s1"]);
    expect(mutedBy("ab", 1)).toEqual([]);
    expect(silences.mutedBy({ service: "a", team: "x" }, 1)).toEqual([]);
  });

  test("is prolonged under its id, and replaced when it shall match something else", () => {
    const id = silences.put(draft("a"), 0);
    expect(silences.put(draft("a", { id, endsAt: 5_000 }), 500)).toBe(id);
    expect(mutedBy("a", 4_000)).toEqual([id]);
    const other = silences.put(draft("b", { id, endsAt: 5_000 }), 600);
    expect(other).not.toBe(id);
    expect([mutedBy("a", 700), mutedBy("b", 700)]).toEqual([[], [other]]);
  });

  test("ends once", () => {
    const id = silences.put(draft("a"), 0);
    expect([silences.expire(id, 10), silences.expire(id, 20), silences.expire("nobody", 20)]).toEqual([true, false, false]);
    expect(mutedBy("a", 15)).toEqual([]);
  });

  test("comes back after a restart", () => {
    silences.put(draft("a"), 0);
    const copy = new Silences(() => "x");
    copy.restore(JSON.parse(JSON.stringify(silences.save())) as ReturnType<Silences["save"]>);
    expect(copy.mutedBy({ service: "a" }, 1)).toEqual(["s1"]);
  });
});
