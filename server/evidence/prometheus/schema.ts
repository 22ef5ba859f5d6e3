import { z } from "zod";

const sample = z.tuple([z.number(), z.string()]);
const metric = z.record(z.string(), z.string());

/** What `/query` and `/query_range` answer in the four result types; native histograms are left out. */
export const queryData = z.discriminatedUnion("resultType", [
  z.object({ resultType: z.literal("matrix"), result: z.array(z.object({ metric, values: z.array(sample).optional() })) }),
  z.object({ resultType: z.literal("vector"), result: z.array(z.object({ metric, value: sample.optional() })) }),
  z.object({ resultType: z.literal("scalar"), result: sample }),
  z.object({ resultType: z.literal("string"), result: sample }),
]);
export type QueryData = z.infer<typeof queryData>;

/** The envelope of every answer of the HTTP API. */
export const envelope = z.discriminatedUnion("status", [
  z.object({ status: z.literal("success"), data: queryData }),
  z.object({ status: z.literal("error"), errorType: z.string(), error: z.string() }),
]);
