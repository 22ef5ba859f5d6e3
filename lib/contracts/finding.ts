import { z } from "zod";
import { origin, page, pageQuery, timestamp } from "./common";
import { entityRef } from "./entity";
import { defineOperation } from "./operation";
import { sourceName } from "./signal";

/** How bad a scanner calls a weakness; finer than `Severity`, because scanners agree on these five. */
export const findingSeverity = z.enum(["critical", "high", "medium", "low", "info"]).meta({ id: "FindingSeverity" });
export type FindingSeverity = z.infer<typeof findingSeverity>;

/** What the last scan that saw it says: it is there, it is there and somebody accepted it, or it is gone. */
export const findingState = z.enum(["open", "suppressed", "absent"]).meta({ id: "FindingState" });
export type FindingState = z.infer<typeof findingState>;

/** One security weakness, the same one over all scans; never repaired by the machine. */
export const finding = z
  .object({
    id: z.string(),
    origin,
    source: sourceName,
    scanner: z.string().describe("The tool that found it, such as `nuclei` or `CodeQL`."),
    ruleId: z.string(),
    severity: findingSeverity,
    state: findingState,
    title: z.string(),
    description: z.string(),
    location: z.string().describe("Where it was found: URL, host and port, image or file."),
    labels: z.record(z.string(), z.string()),
    url: z.string().nullable().describe("More about it; only http(s) links survive."),
    entity: entityRef.nullable().describe("The thing it weakens, where the scan names one."),
    firstSeenAt: timestamp,
    lastSeenAt: timestamp,
    scanCount: z.int().min(1).describe("In how many scans it was."),
  })
  .meta({ id: "Finding" });
export type Finding = z.infer<typeof finding>;

export const listFindings = defineOperation({
  id: "listFindings",
  method: "GET",
  path: "/api/v1/findings",
  summary: "Security findings, the newest first",
  role: "viewer",
  query: pageQuery.extend({ origin: origin.optional(), state: findingState.optional(), severity: findingSeverity.optional() }),
  status: 200,
  response: page(finding).meta({ id: "FindingPage" }),
  media: "application/json",
  problems: ["bad_request", "unauthenticated"],
});
