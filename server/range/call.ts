import type { ServerResponse } from "node:http";

/** One authorised request with its body already read. */
export interface Call {
  method: string;
  path: string;
  params: URLSearchParams;
  contentType: string;
  body: string;
}

/** What a door answers: one body, or a stream that it writes by itself. */
export type Reply =
  | { kind: "json"; status: number; body: unknown; headers?: Record<string, string> }
  | { kind: "text"; status: number; body: string; contentType: string }
  | { kind: "stream"; open: (response: ServerResponse) => void };

/** A JSON answer. */
export function json(status: number, body: unknown): Reply {
  return { kind: "json", status, body };
}
