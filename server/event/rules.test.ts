import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { genesisHash, linkHash } from "./rules";

const row = { id: "evt_1", type: "incident.opened", subject: { kind: "incident", id: "inc_1" }, statement: { code: "incident_opened", params: { alert: "HighErrorRate" } }, at: "2026-11-22T09:46:22.249Z" };

describe("linkHash", () => {
  test("is 64 hex digits and does not depend on the order of keys", () => {
    expect(linkHash(genesisHash, row)).toMatch(/^[0-9a-f]{64}$/);
    fc.assert(fc.property(fc.shuffledSubarray(Object.entries(row), { minLength: 5 }), (entries) => linkHash(genesisHash, Object.fromEntries(entries)) === linkHash(genesisHash, row)));
  });

  test("changes with any field, at any depth, and with the link before", () => {
    const others = [
      linkHash(genesisHash, row),
      linkHash(linkHash(genesisHash, row), row),
      linkHash(genesisHash, { ...row, id: "evt_2" }),
      linkHash(genesisHash, { ...row, statement: { ...row.statement, params: { alert: "HighErrorRatf" } } }),
      linkHash(genesisHash, { ...row, statement: null }),
      linkHash(genesisHash, { ...row, more: 1 }),
    ];
    expect(new Set(others).size).toBe(others.length);
  });

  test("of a chain changes from the edited row to its end and nowhere before", () => {
    const chain = (rows: readonly object[]) => {
      let hash = genesisHash;
      return rows.map((each) => (hash = linkHash(hash, each as Record<string, unknown>)));
    };
    fc.assert(
      fc.property(fc.array(fc.record({ n: fc.nat() }), { minLength: 1, maxLength: 20 }), fc.nat(), (rows, pick) => {
        const at = pick % rows.length;
        const edited = rows.map((each, index) => (index === at ? { n: each.n + 1 } : each));
        const [before, after] = [chain(rows), chain(edited)];
        expect(after.slice(0, at)).toEqual(before.slice(0, at));
        after.slice(at).forEach((hash, index) => expect(hash).not.toBe(before[at + index]));
      }),
    );
  });
});
