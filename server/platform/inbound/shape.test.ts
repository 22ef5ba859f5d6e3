import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { Rejected } from "../errors";
import { shapeReader } from "./shape";

const schema = z.object({
  labels: z.record(z.string(), z.string()),
  note: z.string().nullish(),
  list: z.array(z.looseObject({ id: z.union([z.string().min(1), z.number()]) })).nullable(),
  either: z.union([z.looseObject({ a: z.looseObject({}) }), z.looseObject({ b: z.looseObject({}) })]).optional(),
});
const read = shapeReader(schema, "a sample");

describe("shapeReader", () => {
  test("accepts exactly what the schema accepts", () => {
    const inner = fc.oneof(fc.constantFrom<unknown>(null, 1, "x", "", [], {}, { id: 1 }, { id: "" }, [{ id: "a" }], [{ id: null }], { a: {} }, { b: {} }, { a: 1, b: {} }), fc.jsonValue({ maxDepth: 1 }));
    const value = fc.oneof(fc.record({ labels: fc.oneof(fc.dictionary(fc.string(), fc.oneof(fc.string(), inner), { maxKeys: 2 }), inner), note: inner, list: inner, either: inner, more: inner }, { requiredKeys: [] }), inner);
    fc.assert(
      fc.property(value, (given) => {
        const json: unknown = JSON.parse(JSON.stringify(given));
        const expected = schema.safeParse(json).success;
        let taken = true;
        try {
          read(json);
        } catch (error) {
          if (!(error instanceof Rejected)) throw error;
          taken = false;
        }
        return taken === expected;
      }),
      { numRuns: 2_000 },
    );
  });

  test("says what is wrong and where, and no value", () => {
    try {
      read({ labels: { hunter2: { hunter3: 1 } }, list: [{ id: "hunter4" }, { id: null }] });
      throw new Error("taken");
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      expect(error.code).toBe("unprocessable");
      expect(error.details.issues?.map(({ path }) => path)).toEqual(["labels.hunter2", "list.1.id"]);
      expect(JSON.stringify([error.message, error.details.issues])).not.toMatch(/hunter[34]/);
    }
  });

  test("tells twenty issues of a body with thousands", () => {
    expect(() => read({ labels: {}, list: Array.from({ length: 5_000 }, () => ({})) })).toThrow(expect.objectContaining({ details: { issues: expect.objectContaining({ length: 20 }) as unknown } }) as Error);
  });
});
