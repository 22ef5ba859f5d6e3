import type { OutsideTool } from "@/lib/contracts/link";

/** The tools this workspace leads out to, by the address a browser opens, and the only hosts a link may have. */
export interface LinkRules {
  readonly tools: Readonly<Partial<Record<OutsideTool, string>>>;
  /** Host names with a port where it is not the usual one; `*.example.org` stands for everything below example.org. */
  readonly hosts: readonly string[];
}

/** The rules: the hosts of the tools themselves, and `more`. */
export function linkRules(tools: LinkRules["tools"], more: readonly string[]): LinkRules {
  const own = Object.values(tools).map((address) => new URL(address).host);
  return { tools, hosts: [...new Set([...own, ...more.map((host) => host.toLowerCase())])] };
}

/** The link when it may be shown: http or https, no user name or password in it, and its host is allowed; else null. */
export function allowedLink(rules: LinkRules, link: string | null): string | null {
  if (link === null || !URL.canParse(link)) return null;
  const url = new URL(link);
  if ((url.protocol !== "http:" && url.protocol !== "https:") || url.username !== "" || url.password !== "") return null;
  const allowed = rules.hosts.some((host) => (host.startsWith("*.") ? url.host.endsWith(host.slice(1)) && url.host.length > host.length - 1 : url.host === host));
  return allowed ? url.href : null;
}
