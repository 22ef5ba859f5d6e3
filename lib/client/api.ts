import type { z } from "zod";
import type { Operation } from "../contracts/operation";
import type { Problem } from "../contracts/problem";
import { goToSignIn } from "./navigation";
import type { Route } from "./operations";
import { ApiProblem, ApiUnreachable } from "./problem";
import { noteServerDate } from "./clock";

type Part<O extends Operation, K extends "params" | "query" | "headers" | "body"> = O[K] extends z.ZodType ? { [P in K]: z.input<O[K]> } : { [P in K]?: undefined };

/** What a call of an operation takes, as its contract says. */
export type CallInput<O extends Operation> = Part<O, "params"> & (O["query"] extends z.ZodType ? { query?: z.input<O["query"]> } : { query?: undefined }) & Part<O, "headers"> & Part<O, "body"> & { signal?: AbortSignal };

/** What a call of an operation answers, as its contract says. */
export type CallOutput<O extends Operation> = z.output<O["response"]>;

interface LooseInput {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  headers?: Record<string, string>;
  body?: unknown;
  signal?: AbortSignal;
}

function addressOf(path: string, input: LooseInput): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(input.params?.[name] ?? "")));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(input.query ?? {})) {
    if (value !== undefined && value !== null && value !== "") query.set(name, String(value));
  }
  const text = query.toString();
  return text ? `${filled}?${text}` : filled;
}

function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "code" in value && "status" in value && "requestId" in value;
}

/**
 * Calls one operation of the API.
 * @throws {ApiProblem} when the API refuses; {ApiUnreachable} when it cannot be reached; the abort reason when aborted
 */
export async function call<O extends Operation>(route: Route<O>, input: CallInput<O>, options: { signInOn401?: boolean } = {}): Promise<CallOutput<O>> {
  const loose = input as LooseInput;
  const init: RequestInit = { method: route.method, headers: { accept: "application/json", ...loose.headers }, credentials: "same-origin" };
  if (loose.body !== undefined) {
    init.body = JSON.stringify(loose.body);
    init.headers = { ...init.headers, "content-type": "application/json" };
  }
  if (loose.signal) init.signal = loose.signal;

  const response = await fetch(addressOf(route.path, loose), init).catch((error: unknown) => {
    if (loose.signal?.aborted) throw error;
    throw new ApiUnreachable(error);
  });
  noteServerDate(response.headers.get("date"));
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answer as CallOutput<O>;
  if (response.status === 401 && options.signInOn401 !== false) goToSignIn();
  if (isProblem(answer)) throw new ApiProblem(answer);
  throw new ApiUnreachable(`HTTP ${response.status}`);
}
