import { censored, isSecretName, redactText } from "../../platform/redact";
import { tunables } from "../../platform/tunables";

/** Texts that were seen lately, since alerts of one storm share most of theirs; the oldest go first. */
const seen = new Map<string, string>();

function redacted(text: string): string {
  const known = seen.get(text);
  if (known !== undefined) return known;
  const clean = redactText(text);
  if (seen.size >= tunables.redactedTextsKept) for (const oldest of [...seen.keys()].slice(0, tunables.redactedTextsKept / 10)) seen.delete(oldest);
  seen.set(text, clean);
  return clean;
}

/** The same object when there is nothing to hide in it, which is nearly always. */
function redactTexts<T extends object>(item: T): T {
  let clean = item;
  for (const name in item) {
    const value = item[name];
    if (typeof value !== "string" || name === "fingerprint") continue;
    const text = redacted(value);
    if (text !== value) clean = { ...clean, [name]: text };
  }
  return clean;
}

/** The same labels when none is named like a secret. */
function redactNamed(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  let clean = labels;
  for (const name in labels) if (isSecretName(name)) clean = { ...clean, [name]: censored };
  return clean;
}

/**
 * A signal or finding as the house may store and show it: without what looks like a secret. Its identity stays as it was made from
 * the text as sent; the body itself is kept as sent in the inbox, which nobody is shown. The same object when it is clean.
 */
export function redactItem<T extends { readonly labels: Readonly<Record<string, string>> }>(item: T): T {
  const [clean, labels] = [redactTexts(item), redactTexts(redactNamed(item.labels))];
  return labels === item.labels ? clean : { ...clean, labels };
}
