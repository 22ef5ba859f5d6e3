import type { Expr } from "../prom/ast";
import { Evaluator } from "../prom/evaluate";
import { formatScientific } from "../prom/format";
import { labelKey, withoutName, type Labels } from "../prom/labels";
import { parseQuery } from "../prom/parse";
import type { SampleStore } from "../prom/sample-store";
import { fingerprintLabels } from "./fingerprint";
import type { AlertRule } from "./rule";
import { fillTemplate } from "./template";

/** One alert of one rule, from the moment its condition first holds. */
export interface ActiveAlert {
  fingerprint: string;
  rule: string;
  expr: string;
  state: "pending" | "firing";
  labels: Labels;
  annotations: Record<string, string>;
  value: number;
  /** When the condition began to hold. */
  activeAt: number;
  /** When it had held for the rule's `for`. */
  firedAt?: number;
}

/** What changed for the notifier in one evaluation. */
export interface AlertUpdate {
  firing: ActiveAlert[];
  resolved: { alert: ActiveAlert; endedAt: number }[];
}

/** Evaluates the rules and keeps the state of their alerts: inactive -> pending -> firing -> inactive. */
export class AlertTracker {
  #active: ActiveAlert[] = [];
  #evaluatedAt = 0;
  readonly #parsed = new Map<string, Expr>();

  /** Asks for the loaded rules at every evaluation, as rules may be loaded and unloaded. */
  constructor(
    private readonly rules: () => readonly AlertRule[],
    private readonly store: SampleStore,
  ) {}

  /** Alerts that are pending or firing. */
  get active(): readonly ActiveAlert[] {
    return this.#active;
  }

  /** Evaluates every rule at a moment. */
  evaluate(nowMs: number): AlertUpdate {
    const before = new Map(this.#active.map((alert) => [alert.fingerprint, alert]));
    const next = this.rules().flatMap((rule) => this.#holding(rule, nowMs).map((found) => progress(found, before.get(found.fingerprint), rule, nowMs)));
    const still = new Set(next.map((alert) => alert.fingerprint));
    const ended = this.#active.filter((alert) => alert.state === "firing" && !still.has(alert.fingerprint));
    this.#active = next;
    this.#evaluatedAt = nowMs;
    return {
      firing: next.filter((alert) => alert.state === "firing"),
      resolved: ended.map((alert) => ({ alert, endedAt: nowMs })),
    };
  }

  /** The alerts as `/api/v1/alerts` lists them. */
  listAlerts(): unknown[] {
    return this.#active.map(describe);
  }

  /** The rules as `/api/v1/rules` lists them. */
  listRules(intervalMs: number): unknown[] {
    const rules = this.rules().map((rule) => {
      const alerts = this.#active.filter((alert) => alert.rule === rule.alert);
      const state = alerts.some((alert) => alert.state === "firing") ? "firing" : alerts.length > 0 ? "pending" : "inactive";
      return {
        state,
        name: rule.alert,
        query: rule.expr,
        duration: rule.forMs / 1_000,
        keepFiringFor: 0,
        labels: rule.labels,
        annotations: rule.annotations,
        alerts: alerts.map(describe),
        health: "ok",
        evaluationTime: 0.001,
        lastEvaluation: new Date(this.#evaluatedAt).toISOString(),
        type: "alerting",
      };
    });
    const lastEvaluation = new Date(this.#evaluatedAt).toISOString();
    return [{ name: "shop", file: "shop.rules.yml", interval: intervalMs / 1_000, limit: 0, rules, evaluationTime: 0.001, lastEvaluation }];
  }

  /** Everything needed to go on later. */
  save(): ActiveAlert[] {
    return this.#active;
  }

  /** Takes over a saved state. */
  restore(saved: ActiveAlert[]): void {
    this.#active = saved;
  }

  #holding(rule: AlertRule, nowMs: number): Omit<ActiveAlert, "state" | "activeAt">[] {
    const expr = this.#parsed.get(rule.expr) ?? parseQuery(rule.expr);
    this.#parsed.set(rule.expr, expr);
    const value = new Evaluator(this.store).evaluate(expr, nowMs);
    if (value.type !== "vector") return [];
    const found = value.samples.map((sample) => {
      const fill = (template: string) => fillTemplate(template, sample.labels, sample.value);
      const labels = { ...withoutName(sample.labels), ...mapValues(rule.labels, fill), alertname: rule.alert };
      return { fingerprint: fingerprintLabels(labels), rule: rule.alert, expr: rule.expr, labels, annotations: mapValues(rule.annotations, fill), value: sample.value };
    });
    return found.sort((a, b) => (labelKey(a.labels) < labelKey(b.labels) ? -1 : 1));
  }
}

function progress(found: Omit<ActiveAlert, "state" | "activeAt">, before: ActiveAlert | undefined, rule: AlertRule, nowMs: number): ActiveAlert {
  const activeAt = before?.activeAt ?? nowMs;
  if (before?.state === "firing") return { ...found, state: "firing", activeAt, firedAt: before.firedAt };
  if (nowMs - activeAt >= rule.forMs) return { ...found, state: "firing", activeAt, firedAt: nowMs };
  return { ...found, state: "pending", activeAt };
}

function describe(alert: ActiveAlert): unknown {
  return {
    labels: alert.labels,
    annotations: alert.annotations,
    state: alert.state,
    activeAt: new Date(alert.activeAt).toISOString(),
    value: formatScientific(alert.value),
  };
}

function mapValues(record: Record<string, string>, change: (value: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
