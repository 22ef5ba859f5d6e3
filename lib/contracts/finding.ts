import { z } from "zod";

/** How bad a scanner calls a weakness; finer than `Severity`, because scanners agree on these five. */
export const findingSeverity = z.enum(["critical", "high", "medium", "low", "info"]).meta({ id: "FindingSeverity" });
export type FindingSeverity = z.infer<typeof findingSeverity>;
