import { formatValue } from "./format";
import type { Labels } from "./labels";

/** The text format 0.0.4 of the given samples, family by family; with a time, each line says when it was sampled. */
export function renderExposition(families: Record<string, { type: string; help: string }>, samples: readonly { labels: Labels; value: number }[], timeMs?: number): string {
  const lines: string[] = [];
  const time = timeMs === undefined ? "" : ` ${timeMs}`;
  const byFamily = new Map<string, { labels: Labels; value: number }[]>();
  for (const sample of samples) {
    const name = sample.labels["__name__"] ?? "";
    const family = Object.hasOwn(families, name) ? name : name.replace(/_(bucket|sum|count)$/, "");
    const own = byFamily.get(family);
    if (own) own.push(sample);
    else byFamily.set(family, [sample]);
  }
  for (const [family, { type, help }] of Object.entries(families)) {
    const own = byFamily.get(family);
    if (!own) continue;
    lines.push(`# HELP ${family} ${help}`, `# TYPE ${family} ${type}`);
    for (const { labels, value } of own) lines.push(`${renderSeries(labels)} ${formatValue(value)}${time}`);
  }
  return `${lines.join("\n")}\n`;
}

function renderSeries(labels: Labels): string {
  const pairs = Object.entries(labels).filter(([name]) => name !== "__name__");
  const inner = pairs.map(([name, value]) => `${name}="${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`);
  return `${labels["__name__"] ?? ""}{${inner.join(",")}}`;
}
