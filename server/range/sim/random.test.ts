import { describe, expect, test } from "vitest";
import { Random } from "./random";

describe("Random", () => {
  test("goes on from its saved state", () => {
    const first = new Random(7);
    first.next();
    const second = new Random(first.state);
    expect([first.next(), first.gauss(), first.uuid()]).toEqual([second.next(), second.gauss(), second.uuid()]);
  });

  test("makes valid version 4 UUIDs", () => {
    const random = new Random(3);
    for (let count = 0; count < 50; count++) expect(random.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
