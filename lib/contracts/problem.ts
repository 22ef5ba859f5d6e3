import { z } from "zod";

/** Every error code the API may answer with; the HTTP status of each is decided in `server/platform/http/problem.ts`. */
export const problemCode = z.enum([
  "bad_request",
  "invalid_body",
  "unauthenticated",
  "forbidden",
  "not_found",
  "method_not_allowed",
  "already_settled",
  "conflict",
  "expired",
  "target_drifted",
  "body_too_large",
  "unsupported_media_type",
  "unprocessable",
  "pins_widen",
  "step_up_required",
  "too_many_requests",
  "unavailable",
  "internal",
]);
export type ProblemCode = z.infer<typeof problemCode>;

/** RFC 9457 problem details; `detail` is safe to show, `requestId` finds the log line, `issues` name each bad field. */
export const problem = z
  .object({
    type: z.string().describe("A stable URN of the error, `urn:awoooi:problem:<code>`."),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string().optional(),
    code: problemCode,
    requestId: z.string(),
    issues: z.array(z.object({ path: z.string(), message: z.string() })),
    current: z.unknown().optional().describe("On 409, 410, 412 and 422: the state that won, as its noun's own schema."),
  })
  .meta({ id: "Problem" });
export type Problem = z.infer<typeof problem>;
