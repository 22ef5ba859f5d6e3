import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { z } from "zod";
import { Rejected } from "../errors";

const ajv = new Ajv2020({ strict: false, validateSchema: false, addUsedSchema: false });

/** Issues told of one refused body: enough to find the fault, few enough to read. */
const maxIssues = 20;

/** A path is cut before the names of labels: those are the sender's own text. */
const maxPathLength = 3;

/** `X or null` as one type list, and no check that a key is a text: half the work for the same answer. */
function simplify({ jsonSchema: schema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  delete schema.propertyNames;
  const [first, second] = schema.anyOf ?? [];
  if (schema.anyOf?.length !== 2 || typeof first !== "object" || typeof first.type !== "string" || typeof second !== "object" || second.type !== "null") return;
  delete schema.anyOf;
  Object.assign(schema, first, { type: [first.type, "null"] });
}

/**
 * Reads JSON of a vendor's shape. The zod schema is the truth; compiled to a plain function it lets a good body through at a tenth of
 * the cost, and only a body that this function does not know is read by zod itself, for its issues. Keys that the schema does not
 * name may therefore still be there: read only what it names. A schema must not transform.
 * @throws {Rejected} `unprocessable` with issues that never quote a value
 */
export function shapeReader<T extends z.ZodType>(schema: T, what: string): (value: unknown) => z.infer<T> {
  let compiled: ValidateFunction | undefined;
  return (value) => {
    compiled ??= ajv.compile(z.toJSONSchema(schema, { io: "input", override: simplify }));
    if (compiled(value)) return value as z.infer<T>;
    const read = schema.safeParse(value);
    if (read.success) return read.data;
    const issues = read.error.issues.slice(0, maxIssues).map((issue) => ({ path: issue.path.slice(0, maxPathLength).map(String).join("."), message: issue.message }));
    throw new Rejected("unprocessable", `This is JSON, but not ${what}.`, { issues });
  };
}
