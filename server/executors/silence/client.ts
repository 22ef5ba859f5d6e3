import { z } from "zod";
import { Refused } from "@/server/executors/port";
import { callAlertmanager, readAlertmanager, type AlertmanagerAccess } from "@/server/platform/alertmanager";
import { Unavailable } from "@/server/platform/errors";

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

/** Alerts and silences of one Alertmanager. */
export class AlertmanagerClient {
  constructor(private readonly access: AlertmanagerAccess) {}

  /** The alerts of a name that fire, silenced or not. @throws {Unavailable} */
  async alertsNamed(alertname: string): Promise<GettableAlert[]> {
    return z.array(gettableAlert).parse(await readAlertmanager(this.access, `alerts?${new URLSearchParams({ filter: `alertname=${JSON.stringify(alertname)}` })}`));
  }

  /** Every silence it remembers. @throws {Unavailable} */
  async silences(): Promise<GettableSilence[]> {
    return z.array(gettableSilence).parse(await readAlertmanager(this.access, "silences"));
  }

  /** Makes a silence. @throws {Refused} on a definite no; any other error leaves it open whether it was made */
  async silence(body: NewSilence): Promise<void> {
    await this.write("POST", "silences", JSON.stringify(body));
  }

  /** Ends a silence. @throws {Refused} when it is unknown or over */
  async expire(id: string): Promise<void> {
    await this.write("DELETE", `silence/${encodeURIComponent(id)}`);
  }

  private async write(method: "POST" | "DELETE", path: string, body?: string): Promise<void> {
    const response = await callAlertmanager(this.access, method, path, body);
    const said = (await response.text()).slice(0, 300);
    if (response.ok) return;
    if (response.status === 429) throw new Unavailable("Alertmanager is overloaded.", { internal: said });
    if (response.status < 500 && response.status !== 408) throw new Refused(`HTTP ${response.status}: ${said}`);
    throw new Error(`HTTP ${response.status}: ${said}`);
  }
}
