/** A series' labels; the metric name is the label `__name__`. */
export type Labels = Readonly<Record<string, string>>;

/** Text that is equal exactly for equal label sets. */
export function labelKey(labels: Labels): string {
  let key = "";
  for (const name of Object.keys(labels).sort()) key += `${name}\u0001${labels[name] ?? ""}\u0002`;
  return key;
}

/** The labels without the given names. */
export function withoutLabels(labels: Labels, names: readonly string[]): Labels {
  const rest: Record<string, string> = {};
  for (const name in labels) if (!names.includes(name)) rest[name] = labels[name] ?? "";
  return rest;
}

/** Only the labels with the given names. */
export function onlyLabels(labels: Labels, names: readonly string[]): Labels {
  const only: Record<string, string> = {};
  for (const name in labels) if (names.includes(name)) only[name] = labels[name] ?? "";
  return only;
}

/** The labels without the metric name, as after any calculation. */
export function withoutName(labels: Labels): Labels {
  return withoutLabels(labels, ["__name__"]);
}

/** The labels as PromQL writes them. */
export function formatLabels(labels: Labels): string {
  const names = Object.keys(labels).filter((name) => name !== "__name__").sort();
  const inner = names.map((name) => `${name}=${JSON.stringify(labels[name] ?? "")}`).join(", ");
  return `${labels["__name__"] ?? ""}${inner || !labels["__name__"] ? `{${inner}}` : ""}`;
}
