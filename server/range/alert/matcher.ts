/** One label condition of a silence or filter, as Alertmanager's API writes it. */
export interface AlertMatcher {
  name: string;
  value: string;
  isRegex: boolean;
  isEqual: boolean;
}

/** True when the labels satisfy every matcher; a missing label counts as empty. */
export function matchesAll(matchers: readonly AlertMatcher[], labels: Readonly<Record<string, string>>): boolean {
  return matchers.every((matcher) => matchesValue(matcher, labels[matcher.name] ?? ""));
}

/** True when a value satisfies the matcher. */
export function matchesValue({ value, isRegex, isEqual }: AlertMatcher, candidate: string): boolean {
  const holds = isRegex ? new RegExp(`^(?:${value})$`, "s").test(candidate) : value === candidate;
  return holds === isEqual;
}

/** A matcher in the form `name="value"`, `!=`, `=~` or `!~`; nothing when it is none. */
export function readMatcher(text: string): AlertMatcher | undefined {
  const [, name, operator, quoted, bare] = /^\s*([a-zA-Z_]\w*)\s*(=~|!~|!=|=)\s*(?:"((?:[^"\\]|\\.)*)"|(.*?))\s*$/s.exec(text) ?? [];
  if (name === undefined || operator === undefined) return undefined;
  const value = quoted === undefined ? (bare ?? "") : quoted.replace(/\\(.)/g, "$1");
  const matcher = { name, value, isRegex: operator.endsWith("~"), isEqual: !operator.startsWith("!") };
  return isUsable(matcher) ? matcher : undefined;
}

/** False for a pattern that cannot be compiled. */
export function isUsable({ value, isRegex }: AlertMatcher): boolean {
  if (!isRegex) return true;
  try {
    new RegExp(value);
    return true;
  } catch {
    return false;
  }
}
