import { describe, expect, test } from "vitest";
import { fromZoned, toZoned } from "./zoned";

describe("toZoned and fromZoned", () => {
  test("are each other's inverse, in zones with and without summer time", () => {
    for (const zone of ["Asia/Taipei", "UTC", "America/New_York", "Asia/Kolkata"]) {
      for (const iso of ["2026-11-23T02:41:00.000Z", "2026-07-01T00:00:00.000Z", "2026-03-29T03:30:00.000Z", "2026-12-31T23:59:00.000Z"]) expect(fromZoned(toZoned(iso, zone), zone), `${zone} ${iso}`).toBe(iso);
    }
    expect(toZoned("2026-11-23T02:41:30.000Z", "Asia/Taipei")).toBe("2026-11-23T10:41");
  });

  test("say so when there is no moment", () => {
    expect([fromZoned("", "UTC"), fromZoned("tomorrow", "UTC"), fromZoned("2026-13-40T99:00", "UTC"), toZoned("x", "UTC")]).toEqual([null, null, null, ""]);
  });
});
