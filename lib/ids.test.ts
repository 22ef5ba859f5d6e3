import { describe, expect, test } from "vitest";
import { idPattern, newId } from "./ids";

describe("newId", () => {
  test("makes ids that never meet, match their pattern and sort in the order in which they were made", () => {
    const ids = Array.from({ length: 50_000 }, () => newId("signal"));
    expect(new Set(ids).size).toBe(ids.length);
    expect([...ids].sort()).toEqual(ids);
    expect(ids.every((id) => idPattern("signal").test(id))).toBe(true);
  });

  test("carries the time of its making", () => {
    const before = Date.now();
    const ms = Number.parseInt(newId("alert").slice(4).replaceAll("-", "").slice(0, 12), 16);
    expect(ms).toBeGreaterThanOrEqual(before);
    expect(ms).toBeLessThanOrEqual(Date.now());
  });
});
