/** Link to Prometheus' own graph of this query, ending at `end` and as wide as the range; null when `publicUrl` is no web address. */
export function graphLink(publicUrl: string, { query, start, end }: { query: string; start: Date; end: Date }): string | null {
  if (!/^https?:\/\//i.test(publicUrl) || !URL.canParse(publicUrl)) return null;
  const rangeSeconds = Math.max(1, Math.ceil((end.getTime() - start.getTime()) / 1000));
  const parameters = new URLSearchParams({
    "g0.expr": query,
    "g0.range_input": `${rangeSeconds}s`,
    "g0.end_input": end.toISOString().slice(0, 19).replace("T", " "),
    "g0.tab": "0",
  });
  return `${publicUrl.replace(/\/+$/, "")}/graph?${parameters}`;
}
