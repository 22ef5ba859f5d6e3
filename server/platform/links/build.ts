import { assertNever } from "@/lib/assert-never";
import type { LinkRules } from "./allow";
import { allowedLink } from "./allow";

/** The time a link is filtered to. */
export interface LinkRange {
  readonly from: Date;
  readonly until: Date;
}

/** What a tool is asked to show. */
export type LinkTarget =
  | { readonly tool: "prometheus" | "grafana"; readonly query: string }
  | { readonly tool: "alertmanager"; readonly matchers: Readonly<Record<string, string>> }
  | { readonly tool: "signoz"; readonly service: string }
  | { readonly tool: "sentry"; readonly search: string }
  | { readonly tool: "github"; readonly repository: string };

const plain = (at: Date) => at.toISOString().slice(0, 19);
const quoted = (text: string) => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;

/** Path and query of a tool's page. Alertmanager shows no past: its filter is all there is to say. */
function pageOf(target: LinkTarget, { from, until }: LinkRange): string {
  switch (target.tool) {
    case "prometheus": {
      const seconds = Math.max(1, Math.ceil((until.getTime() - from.getTime()) / 1000));
      return `/graph?${new URLSearchParams({ "g0.expr": target.query, "g0.tab": "0", "g0.range_input": `${seconds}s`, "g0.end_input": plain(until).replace("T", " ") })}`;
    }
    case "grafana": {
      const pane = { queries: [{ refId: "A", expr: target.query }], range: { from: String(from.getTime()), to: String(until.getTime()) } };
      return `/explore?${new URLSearchParams({ schemaVersion: "1", panes: JSON.stringify({ awoooi: pane }) })}`;
    }
    case "alertmanager": {
      const filter = Object.entries(target.matchers).map(([name, value]) => `${name}=${quoted(value)}`);
      return `/#/alerts?${new URLSearchParams({ silenced: "true", inhibited: "true", active: "true", filter: `{${filter.join(",")}}` })}`;
    }
    case "signoz":
      return `/services/${encodeURIComponent(target.service)}?${new URLSearchParams({ relativeTime: "custom", startTime: String(from.getTime()), endTime: String(until.getTime()) })}`;
    case "sentry":
      return `/issues/?${new URLSearchParams({ query: target.search, start: plain(from), end: plain(until), utc: "true" })}`;
    case "github":
      return `/${target.repository.split("/").map(encodeURIComponent).join("/")}/commits?${new URLSearchParams({ since: from.toISOString(), until: until.toISOString() })}`;
    default:
      return assertNever(target);
  }
}

/** The page of a tool filtered to a time, or null when that tool is not part of this workspace. */
export function linkTo(rules: LinkRules, target: LinkTarget, range: LinkRange): string | null {
  const address = rules.tools[target.tool];
  return address === undefined ? null : allowedLink(rules, `${address}${pageOf(target, range)}`);
}

/** What a sender's own link is called by its host: the tool it leads to, or null when the host is not one of the tools. */
export function toolOf(rules: LinkRules, link: string): keyof LinkRules["tools"] | null {
  const { host } = new URL(link);
  const found = Object.entries(rules.tools).find(([, address]) => new URL(address).host === host);
  return found === undefined ? null : (found[0] as keyof LinkRules["tools"]);
}

/** A sender's link to a Sentry issue, filtered to a time; Sentry takes the same two parameters on every page of an issue. */
export function withSentryRange(link: string, { from, until }: LinkRange): string {
  const url = new URL(link);
  for (const [name, value] of Object.entries({ start: plain(from), end: plain(until), utc: "true" })) url.searchParams.set(name, value);
  return url.href;
}
