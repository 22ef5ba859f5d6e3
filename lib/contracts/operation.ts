import type { z } from "zod";
import type { ProblemCode } from "./problem";
import type { Role } from "./common";

/** The contract of one HTTP operation: the route, the typed client and OpenAPI are all made from it. */
export interface Operation {
  readonly id: string;
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path under the server's root with `{name}` parameters, as OpenAPI writes it. */
  readonly path: string;
  readonly summary: string;
  /** The least role that may call it; `null` for doors that authenticate by themselves or are public. */
  readonly role: Role | null;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly status: 200 | 201 | 202;
  readonly response: z.ZodType;
  /** `json`, or a stream of server-sent events whose `data` is described by `response`. */
  readonly media: "application/json" | "text/event-stream" | "text/plain";
  readonly problems: readonly ProblemCode[];
}

/** Keeps the literal types of an operation. */
export function defineOperation<const T extends Operation>(operation: T): T {
  return operation;
}

/** Every problem an operation may answer with: its own, and those that follow from what it takes and who may call it. */
export function problemsOf(operation: Operation): readonly ProblemCode[] {
  const { role, method, media, params, query, headers, body } = operation;
  const [writes, parsed] = [method !== "GET", params ?? query ?? headers];
  const implied: readonly (readonly [boolean, readonly ProblemCode[]])[] = [
    [true, ["internal", "unavailable"]],
    [role !== null, ["unauthenticated"]],
    [role !== null && (writes || role !== "viewer"), ["forbidden"]],
    [media === "text/event-stream" || (role !== null && writes), ["too_many_requests"]],
    [parsed !== undefined, ["bad_request"]],
    [body !== undefined, ["invalid_body", "body_too_large", "unsupported_media_type"]],
  ];
  return [...new Set([...operation.problems, ...implied.flatMap(([applies, codes]) => (applies ? codes : []))])];
}
