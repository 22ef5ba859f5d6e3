import { entityKey, type EntityRef } from "@/lib/contracts/entity";
import type { Decision } from "@/lib/contracts/decision";
import type { Incident, RelatedChange } from "@/lib/contracts/incident";
import type { OutsideLink, OutsideTool } from "@/lib/contracts/link";
import type { Alert } from "@/lib/contracts/signal";
import { allowedLink, type LinkRules } from "../platform/links/allow";
import { linkTo, toolOf, withSentryRange, type LinkRange, type LinkTarget } from "../platform/links/build";

/** What an incident's links are made from. */
export interface LinkedIncident {
  readonly incident: Pick<Incident, "origin" | "title" | "entity">;
  readonly alerts: readonly Alert[];
  readonly decision: Pick<Decision, "evidence" | "rootCauses"> | null;
  readonly changes: readonly RelatedChange[];
  readonly range: LinkRange;
}

/** The order of the buttons, the widest view first. */
const order: readonly OutsideTool[] = ["grafana", "signoz", "prometheus", "alertmanager", "sentry", "github"];
/** Links to one tool; the rest is a click away there. */
const mostOfOne = 2;

const toolOfSource: Readonly<Partial<Record<Alert["source"], OutsideTool>>> = { alertmanager: "prometheus", sentry: "sentry", signoz: "signoz", github: "github" };

/** The links that senders gave themselves: where their own page of an alert is. */
function sent({ alerts, range }: LinkedIncident, rules: LinkRules): OutsideLink[] {
  return alerts.flatMap((alert) => {
    const url = allowedLink(rules, alert.url);
    const tool = url === null ? null : (toolOf(rules, url) ?? toolOfSource[alert.source] ?? null);
    if (url === null || tool === null) return [];
    return [{ tool, url: tool === "sentry" ? withSentryRange(url, range) : url, subject: alert.name }];
  });
}

/** The metric question that speaks loudest for the first root cause, else the first that was asked. */
function question(decision: LinkedIncident["decision"]): string | null {
  const asked = (decision?.evidence ?? []).filter((evidence) => evidence.system === "prometheus");
  const cited = new Set(decision?.rootCauses[0]?.evidenceIds);
  return (asked.find((evidence) => cited.has(evidence.id) && evidence.stance === "for") ?? asked[0])?.query ?? null;
}

function repositories({ changes, incident }: LinkedIncident): string[] {
  const of = [...changes.map((change) => change.entity), ...(incident.entity === null ? [] : [incident.entity])].filter((entity) => entity.kind === "repository");
  return [...new Set(of.map((entity) => (entity.namespace === "" ? entity.name : `${entity.namespace}/${entity.name}`)))];
}

/** The pages we can name by ourselves, from what is known. */
function built(linked: LinkedIncident, rules: LinkRules): OutsideLink[] {
  const { incident, alerts, decision, range } = linked;
  const service = decision?.rootCauses[0]?.entity ?? incident.entity;
  const query = question(decision);
  const alert = alerts.find((one) => one.source === "alertmanager");
  const targets: { target: LinkTarget; subject: string | null }[] = [
    ...(query === null ? [] : (["grafana", "prometheus"] as const).map((tool) => ({ target: { tool, query }, subject: service?.name ?? null }))),
    ...(service === null || !isService(service) ? [] : [{ target: { tool: "signoz" as const, service: service.name }, subject: service.name }]),
    ...(alert === undefined ? [] : [{ target: { tool: "alertmanager" as const, matchers: matchersOf(alert) }, subject: alert.name }]),
    ...(service === null || alerts.some((one) => one.source === "sentry") ? [] : [{ target: { tool: "sentry" as const, search: service.name }, subject: service.name }]),
    ...repositories(linked).map((repository) => ({ target: { tool: "github" as const, repository }, subject: repository })),
  ];
  return targets.flatMap(({ target, subject }) => {
    const url = linkTo(rules, target, range);
    return url === null ? [] : [{ tool: target.tool, url, subject }];
  });
}

function isService({ kind }: EntityRef): boolean {
  return kind === "service" || kind === "workload" || kind === "database";
}

function matchersOf(alert: Alert): Record<string, string> {
  return Object.fromEntries(["alertname", "cluster", "namespace"].flatMap((name) => (alert.labels[name] === undefined ? [] : [[name, alert.labels[name]]])));
}

/**
 * Where to look further into an incident, at most two links to a tool. What is only practised is in no outside tool, so there nothing
 * is built and only what the practice range's senders gave may pass.
 */
export function linksOf(linked: LinkedIncident, rules: LinkRules): OutsideLink[] {
  const all = [...sent(linked, rules), ...(linked.incident.origin === "live" ? built(linked, rules) : [])];
  const seen = new Set<string>();
  const own = all.filter(({ url }) => !seen.has(url) && seen.add(url));
  return order.flatMap((tool) => own.filter((link) => link.tool === tool).slice(0, mostOfOne));
}

/** A decision whose citations lead to allowed hosts only, and, where the evidence has no address yet, to its question at that time. */
export function withCitations(decision: Decision, origin: Incident["origin"], range: LinkRange, rules: LinkRules): Decision {
  return {
    ...decision,
    evidence: decision.evidence.map((evidence) => ({
      ...evidence,
      url: allowedLink(rules, evidence.url) ?? (origin === "live" && evidence.system === "prometheus" ? linkTo(rules, { tool: "prometheus", query: evidence.query }, range) : null),
    })),
  };
}

/** What an incident is about: the identities of all that its alerts and its decision speak of. */
export function entityKeysOf(incident: Pick<Incident, "entity">, alerts: readonly Alert[], decision: Pick<Decision, "evidence" | "rootCauses"> | null): string[] {
  const entities = [incident.entity, ...alerts.map((alert) => alert.entity), ...(decision?.rootCauses ?? []).map((cause) => cause.entity), ...(decision?.evidence ?? []).map((evidence) => evidence.entity)];
  return [...new Set(entities.flatMap((entity) => (entity === null ? [] : [entityKey(entity)])))];
}
