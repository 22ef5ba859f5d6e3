import { messageOf, Unavailable } from "./errors";

/** Where an Alertmanager is; a path prefix is kept. */
export interface AlertmanagerAccess {
  readonly baseUrl: string;
  readonly token?: string;
  readonly timeoutMs: number;
}

const maxAnswerBytes = 8 * 1024 * 1024;

/** Calls API v2; nothing is retried, and redirects are not followed: the token would go with them. */
export function callAlertmanager({ baseUrl, token, timeoutMs }: AlertmanagerAccess, method: "GET" | "POST" | "DELETE", path: string, body?: string): Promise<Response> {
  const headers: Record<string, string> = { accept: "application/json", ...(body === undefined ? {} : { "content-type": "application/json" }), ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
  return fetch(`${baseUrl.replace(/\/+$/, "")}/api/v2/${path}`, { method, headers, redirect: "error", signal: AbortSignal.timeout(timeoutMs), ...(body === undefined ? {} : { body }) });
}

/** What API v2 holds at a path, at most 8 MiB. @throws {Unavailable} */
export async function readAlertmanager(access: AlertmanagerAccess, path: string): Promise<unknown> {
  try {
    const response = await callAlertmanager(access, "GET", path);
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const text = await response.text();
    if (text.length > maxAnswerBytes) throw new Error("its answer is too large");
    return JSON.parse(text);
  } catch (error) {
    throw new Unavailable("Alertmanager does not answer.", { internal: messageOf(error), cause: error });
  }
}
