import { formatValue } from "./format";
import type { Labels } from "./labels";

/** The text format 0.0.4 of the given samples, family by family. */
export function renderExposition(families: Record<string, { type: string; help: string }>, samples: readonly { labels: Labels; value: number }[]): string {
  const lines: string[] = [];
  for (const [family, { type, help }] of Object.entries(families)) {
    const own = samples.filter((sample) => familyOf(sample.labels["__name__"] ?? "", type) === family);
    if (own.length === 0) continue;
    lines.push(`# HELP ${family} ${help}`, `# TYPE ${family} ${type}`);
    for (const { labels, value } of own) lines.push(`${renderSeries(labels)} ${formatValue(value)}`);
  }
  return `${lines.join("\n")}\n`;
}

function familyOf(name: string, type: string): string {
  return type === "histogram" ? name.replace(/_(bucket|sum|count)$/, "") : name;
}

function renderSeries(labels: Labels): string {
  const pairs = Object.entries(labels).filter(([name]) => name !== "__name__");
  const inner = pairs.map(([name, value]) => `${name}="${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`);
  return `${labels["__name__"] ?? ""}{${inner.join(",")}}`;
}
