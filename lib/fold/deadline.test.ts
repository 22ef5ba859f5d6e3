import { describe, expect, test } from "vitest";
import { extendedDeadline } from "./deadline";

const asked = Date.parse("2026-11-22T09:00:00Z");
const at = (minutes: number) => new Date(asked + minutes * 60_000).toISOString();
const waiting = (expiresAt: string) => ({ status: "pending", requestedAt: at(0), expiresAt }) as const;

describe("extendedDeadline", () => {
  test("is half an hour after the one that stands", () => {
    expect(extendedDeadline(waiting(at(60)), asked)).toBe(at(90));
  });

  test("ends a day after it was asked for, and then there is no more to give", () => {
    expect(extendedDeadline(waiting(at(24 * 60 - 10)), asked)).toBe(at(24 * 60));
    expect(extendedDeadline(waiting(at(24 * 60)), asked)).toBeNull();
  });

  test("cannot be moved once it is over or answered", () => {
    expect(extendedDeadline(waiting(at(60)), asked + 60 * 60_000)).toBeNull();
    expect(extendedDeadline({ ...waiting(at(60)), status: "denied" }, asked)).toBeNull();
  });
});
