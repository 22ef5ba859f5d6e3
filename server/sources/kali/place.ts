/** The host in a URL, or in `host:port`; empty when there is none. */
function hostOf(place: string): string {
  const url = place.includes("://") ? place : `http://${place}`;
  return URL.canParse(url) ? new URL(url).hostname : "";
}

/** Where a scanner looked, under the names by which entities are found: a Service of Kubernetes by its DNS name, else a host. */
export function placeLabels(place: string): Readonly<Record<string, string>> {
  const host = hostOf(place);
  const [, service, namespace] = /^([a-z0-9-]{1,63})\.([a-z0-9-]{1,63})\.svc(?:\.|$)/.exec(host) ?? [];
  return service === undefined || namespace === undefined ? { host } : { service, namespace };
}
