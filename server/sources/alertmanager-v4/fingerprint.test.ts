import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fingerprintOf } from "./fingerprint";

/** The definition, in 64-bit integers. */
function reference(labels: Record<string, string>): string {
  let hash = 0xcbf29ce484222325n;
  const add = (bytes: Uint8Array) => {
    for (const byte of [...bytes, 0xff]) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  };
  for (const name of Object.keys(labels).toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))) {
    add(Buffer.from(name));
    add(Buffer.from(labels[name] ?? ""));
  }
  return hash.toString(16).padStart(16, "0");
}

describe("fingerprintOf", () => {
  test("is FNV-1a 64 of any label set", () => {
    const text = fc.oneof(fc.string({ unit: "binary", maxLength: 40 }), fc.string({ maxLength: 40 }));
    fc.assert(fc.property(fc.dictionary(text, text, { noNullPrototype: true }), (labels) => fingerprintOf(labels) === reference(labels)), { numRuns: 3_000 });
  });

  test("is the offset basis for no labels", () => {
    expect(fingerprintOf({})).toBe("cbf29ce484222325");
  });

  test("is that of a genuine Alertmanager", () => {
    expect(fingerprintOf({ alertname: "Minimal" })).toBe("918ba11728233b87");
  });

  test("orders names by their bytes, not by their UTF-16 units", () => {
    const labels = { "\u{1F600}": "a", "\uFF5E": "b" };
    expect(Object.keys(labels).toSorted()).not.toEqual(["\uFF5E", "\u{1F600}"]);
    expect(fingerprintOf(labels)).toBe(reference(labels));
  });
});
