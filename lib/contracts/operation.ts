import type { z } from "zod";
import type { ProblemCode } from "./problem";
import type { Role } from "./common";

/** The contract of one HTTP operation: the route, the typed client and OpenAPI are all made from it. */
export interface Operation {
  readonly id: string;
  readonly method: "GET" | "POST";
  /** Path under the server's root with `{name}` parameters, as OpenAPI writes it. */
  readonly path: string;
  readonly summary: string;
  /** The least role that may call it; `null` for doors that authenticate by themselves or are public. */
  readonly role: Role | null;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly status: 200 | 202;
  readonly response: z.ZodType;
  /** `json`, or a stream of server-sent events whose `data` is described by `response`. */
  readonly media: "application/json" | "text/event-stream" | "text/plain";
  readonly problems: readonly ProblemCode[];
}

/** Keeps the literal types of an operation. */
export function defineOperation<const T extends Operation>(operation: T): T {
  return operation;
}
