import type { Labels } from "../prom/labels";

/** Fills `{{ $labels.x }}` and `{{ $value }}`; anything else in braces stays as it is. */
export function fillTemplate(template: string, labels: Labels, value: number): string {
  return template.replace(/\{\{\s*(?:\$labels\.([a-zA-Z_]\w*)|(\$value))\s*\}\}/g, (_, label: string | undefined) =>
    label === undefined ? String(Number(value.toPrecision(4))) : (labels[label] ?? ""),
  );
}
