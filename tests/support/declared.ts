import { operations } from "@/lib/contracts/api";
import { problemsOf, type Operation } from "@/lib/contracts/operation";
import { problem } from "@/lib/contracts/problem";
import { statusOf } from "@/server/platform/http/problem";

const mediaOf = (response: Response) => response.headers.get("content-type")?.split(";")[0] ?? "";

/** The operation that a request calls, or undefined for what the API's description leaves out. */
export function operationOf(method: string, path: string): Operation | undefined {
  return operations.find((operation) => operation.path === path && operation.method === method);
}

/**
 * Holds an answer against its operation: the status, the media type, and the body by the operation's own schema or as a problem whose
 * code it declares. A stream is held by its head only.
 * @throws {Error} naming what was not declared
 */
export async function expectDeclared(operation: Operation, response: Response): Promise<void> {
  const complain = (what: string): never => {
    throw new Error(`${operation.id} (${operation.method} ${operation.path}) does not declare ${what}`);
  };
  // Readiness says what is missing in its own words, with the status that a load balancer minds.
  const isAnswer = response.status === operation.status || (operation.id === "getReadiness" && response.status === 503 && mediaOf(response) === operation.media);
  if (isAnswer) {
    if (mediaOf(response) !== operation.media) complain(`an answer of ${mediaOf(response) || "no type"}`);
    if (operation.media !== "application/json") return;
    const parsed = operation.response.safeParse(await response.clone().json());
    if (!parsed.success) complain(`this answer: ${parsed.error.message}`);
    return;
  }
  if (mediaOf(response) !== "application/problem+json") complain(`${response.status} as ${mediaOf(response) || "no type"}`);
  const { code, status } = problem.parse(await response.clone().json());
  if (status !== response.status || statusOf(code) !== status) complain(`${code} with the status ${response.status}`);
  if (!problemsOf(operation).includes(code)) complain(`the problem ${code}`);
}
