import { z } from "zod";

/*
 * Only what makes a document the one it claims to be is demanded. Scanners differ in nearly every other field, which is read where it
 * has the kind we expect.
 */

const text = z.string().min(1);

/** One result of nuclei; the template goes by one of three names, over the years. */
export const nucleiResult = z.union([z.looseObject({ "template-id": text }), z.looseObject({ templateID: text }), z.looseObject({ template_id: text })]);

/** A SARIF log. */
export const sarifLog = z.looseObject({
  runs: z.array(z.looseObject({ tool: z.looseObject({ driver: z.looseObject({ name: text }) }), results: z.array(z.looseObject({})).nullish() })),
});
export type SarifRun = z.infer<typeof sarifLog>["runs"][number];
export type SarifResult = NonNullable<SarifRun["results"]>[number];
