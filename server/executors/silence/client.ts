import { z } from "zod";
import { Refused } from "@/server/executors/port";
import { messageOf, Unavailable } from "@/server/platform/errors";

/** Where Alertmanager is; a path prefix is kept. */
export interface AlertmanagerAccess {
  readonly baseUrl: string;
  readonly token?: string;
  readonly timeoutMs: number;
}

const maxAnswerBytes = 8 * 1024 * 1024;

/** The fields we read of an alert that Alertmanager holds. */
const gettableAlert = z.looseObject({ labels: z.record(z.string(), z.string()), status: z.looseObject({ state: z.string(), silencedBy: z.array(z.string()) }) });
export type GettableAlert = z.infer<typeof gettableAlert>;

/** The fields we read of a silence. */
const gettableSilence = z.looseObject({ id: z.string(), comment: z.string(), status: z.looseObject({ state: z.enum(["active", "pending", "expired"]) }) });
export type GettableSilence = z.infer<typeof gettableSilence>;

/** A silence as `POST /silences` takes it. */
export interface NewSilence {
  readonly matchers: readonly { readonly name: string; readonly value: string; readonly isRegex: boolean; readonly isEqual: boolean }[];
  readonly startsAt: string;
  readonly endsAt: string;
  readonly createdBy: string;
  readonly comment: string;
}

/** API v2 of one Alertmanager; nothing is retried, redirects are not followed: the token would go with them. */
export class AlertmanagerClient {
  constructor(private readonly access: AlertmanagerAccess) {}

  /** The alerts of a name that fire, silenced or not. @throws {Unavailable} */
  async alertsNamed(alertname: string): Promise<GettableAlert[]> {
    return z.array(gettableAlert).parse(await this.read(`alerts?${new URLSearchParams({ filter: `alertname=${JSON.stringify(alertname)}` })}`));
  }

  /** Every silence it remembers. @throws {Unavailable} */
  async silences(): Promise<GettableSilence[]> {
    return z.array(gettableSilence).parse(await this.read("silences"));
  }

  /** Makes a silence. @throws {Refused} on a definite no; any other error leaves it open whether it was made */
  async silence(body: NewSilence): Promise<void> {
    await this.write("POST", "silences", JSON.stringify(body));
  }

  /** Ends a silence. @throws {Refused} when it is unknown or over */
  async expire(id: string): Promise<void> {
    await this.write("DELETE", `silence/${encodeURIComponent(id)}`);
  }

  private async read(path: string): Promise<unknown> {
    try {
      const response = await this.send("GET", path);
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      const text = await response.text();
      if (text.length > maxAnswerBytes) throw new Error("its answer is too large");
      return JSON.parse(text);
    } catch (error) {
      throw new Unavailable("Alertmanager does not answer.", { internal: messageOf(error), cause: error });
    }
  }

  private async write(method: "POST" | "DELETE", path: string, body?: string): Promise<void> {
    const response = await this.send(method, path, body);
    const said = (await response.text()).slice(0, 300);
    if (response.ok) return;
    if (response.status === 429) throw new Unavailable("Alertmanager is overloaded.", { internal: said });
    if (response.status < 500 && response.status !== 408) throw new Refused(`HTTP ${response.status}: ${said}`);
    throw new Error(`HTTP ${response.status}: ${said}`);
  }

  private send(method: string, path: string, body?: string): Promise<Response> {
    const { baseUrl, token, timeoutMs } = this.access;
    const headers: Record<string, string> = { accept: "application/json", ...(body === undefined ? {} : { "content-type": "application/json" }), ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
    return fetch(`${baseUrl.replace(/\/+$/, "")}/api/v2/${path}`, { method, headers, redirect: "error", signal: AbortSignal.timeout(timeoutMs), ...(body === undefined ? {} : { body }) });
  }
}
