import { firstRetryMs, groupIntervalMs, groupWaitMs, maxRetryMs, repeatIntervalMs, watchdogRepeatMs } from "../tunables";
import type { Deliver, Delivery } from "./deliver";
import { groupBy, renderWebhook, type NotifiedAlert } from "./webhook-body";

/** What a group last said and had acknowledged. */
interface Notification {
  at: number;
  firing: string[];
  resolved: string[];
}

/** One group of alerts and when it speaks next. */
export interface AlertGroup {
  labels: Record<string, string>;
  alerts: NotifiedAlert[];
  nextFlushAt: number;
  failures: number;
  acknowledged?: Notification;
}

/** What the notifier reports to its owner. */
export type Report = (event: "notified" | "notify_failed", fields: Record<string, unknown>) => void;

/** What the notifier works with. */
export interface NotifierOptions {
  deliver: Deliver;
  externalURL: string;
  report: Report;
  /** Alertmanager's `max_alerts`: most alerts in one body, the rest is only counted; 0 sends all. */
  maxAlerts: number;
  /** Whether an alert is silenced at a moment. */
  isMuted: (alert: NotifiedAlert, nowMs: number) => boolean;
}

/**
 * Alertmanager's dispatcher for one route: an alert joins its group; a group first waits `group_wait`, then speaks at
 * most every `group_interval`, and only when something changed or `repeat_interval` passed. One delivery per group at a
 * time; a resolved alert stays until a body that contained it was accepted.
 */
export class Notifier {
  #groups = new Map<string, AlertGroup>();
  readonly #inFlight = new Map<string, Promise<void>>();

  constructor(private readonly options: NotifierOptions) {}

  /** Every alert that is held, firing or on its way to being forgotten. */
  get alerts(): readonly NotifiedAlert[] {
    return [...this.#groups.values()].flatMap((group) => group.alerts);
  }

  /** Takes the current state of alerts; an unknown resolved alert is ignored. */
  receive(alerts: readonly NotifiedAlert[], nowMs: number): void {
    for (const alert of alerts) {
      const labels = Object.fromEntries(groupBy.map((name) => [name, alert.labels[name] ?? ""]));
      const key = JSON.stringify(labels);
      const group = this.#groups.get(key) ?? { labels, alerts: [], nextFlushAt: nowMs + groupWaitMs, failures: 0 };
      const known = group.alerts.some((other) => other.fingerprint === alert.fingerprint);
      if (alert.endsAt !== undefined && !known) continue;
      group.alerts = [...group.alerts.filter((other) => other.fingerprint !== alert.fingerprint), alert];
      this.#groups.set(key, group);
    }
  }

  /** Starts every delivery that is due. */
  tick(nowMs: number): void {
    for (const [key, group] of this.#groups) {
      if (this.#inFlight.has(key) || nowMs < group.nextFlushAt) continue;
      const audible = group.alerts.filter((alert) => !this.options.isMuted(alert, nowMs));
      if (audible.length === 0 || !isWorthSaying(group, audible, nowMs)) {
        settle(group, group.alerts, nowMs);
        if (group.alerts.length === 0) this.#groups.delete(key);
        continue;
      }
      this.#inFlight.set(key, this.#send(key, group, audible, nowMs));
    }
  }

  /** Resolves when no delivery is under way. */
  async idle(): Promise<void> {
    await Promise.all(this.#inFlight.values());
  }

  /** Everything needed to go on later. */
  save(): AlertGroup[] {
    return [...this.#groups.values()];
  }

  /** Takes over a saved state. */
  restore(saved: AlertGroup[]): void {
    this.#groups = new Map(saved.map((group) => [JSON.stringify(group.labels), group]));
  }

  async #send(key: string, group: AlertGroup, audible: NotifiedAlert[], nowMs: number): Promise<void> {
    const held = [...group.alerts];
    const delivery = await this.options.deliver(renderWebhook(group.labels, audible, this.options.externalURL, this.options.maxAlerts));
    this.#settleDelivery(group, held, audible, delivery, nowMs);
    if (group.alerts.length === 0) this.#groups.delete(key);
    this.#inFlight.delete(key);
  }

  #settleDelivery(group: AlertGroup, held: NotifiedAlert[], sent: NotifiedAlert[], delivery: Delivery, nowMs: number): void {
    const fields = { alertname: group.labels["alertname"], alerts: sent.length, firing: firingOf(sent).length };
    switch (delivery.outcome) {
      case "accepted":
        group.acknowledged = { at: nowMs, firing: firingOf(sent), resolved: resolvedOf(sent) };
        settle(group, held, nowMs);
        this.options.report("notified", fields);
        return;
      case "unavailable":
        group.nextFlushAt = nowMs + Math.min(maxRetryMs, firstRetryMs * 2 ** group.failures);
        group.failures += 1;
        this.options.report("notify_failed", { ...fields, reason: delivery.reason, failures: group.failures });
        return;
      case "refused":
        group.nextFlushAt = nowMs + groupIntervalMs;
        group.failures += 1;
        this.options.report("notify_failed", { ...fields, reason: delivery.reason, failures: group.failures });
        return;
    }
  }
}

/** Alertmanager's `needsUpdate`. */
function isWorthSaying(group: AlertGroup, audible: readonly NotifiedAlert[], nowMs: number): boolean {
  const firing = firingOf(audible);
  const { acknowledged } = group;
  if (!acknowledged) return firing.length > 0;
  if (firing.some((fingerprint) => !acknowledged.firing.includes(fingerprint))) return true;
  if (firing.length === 0) return acknowledged.firing.length > 0;
  if (resolvedOf(audible).some((fingerprint) => !acknowledged.resolved.includes(fingerprint))) return true;
  return nowMs - acknowledged.at >= (group.labels["alertname"] === "Watchdog" ? watchdogRepeatMs : repeatIntervalMs);
}

/** Drops the resolved alerts that were said, unless they changed meanwhile, and sets the next flush. */
function settle(group: AlertGroup, said: readonly NotifiedAlert[], nowMs: number): void {
  group.alerts = group.alerts.filter((alert) => alert.endsAt === undefined || !said.includes(alert));
  group.nextFlushAt = nowMs + groupIntervalMs;
  group.failures = 0;
}

function firingOf(alerts: readonly NotifiedAlert[]): string[] {
  return alerts.filter((alert) => alert.endsAt === undefined).map((alert) => alert.fingerprint);
}

function resolvedOf(alerts: readonly NotifiedAlert[]): string[] {
  return alerts.filter((alert) => alert.endsAt !== undefined).map((alert) => alert.fingerprint);
}
