"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { PolicyRule } from "@/lib/contracts/policy";
import { useSay } from "@/lib/i18n/use-say";

/** What a setting of a rule is called. */
export function useSettingName(rule: PolicyRule): (key: string) => string {
  const say = useSay();
  // Codes are written small, with underscores, wherever they have words.
  return (key) => say.code(`policy.field.${rule}`, key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
}

/** Says the value of a setting: a share as percent, a choice as a word, lists and maps by their size or their entries. */
export function useSettingWords(): (value: unknown) => string {
  const t = useTranslations("policy.summary");
  const say = useSay();
  const format = useFormatter();
  const word = (value: unknown): string => {
    if (typeof value === "number") return value < 1 ? format.number(value, "ratio") : format.number(value);
    if (Array.isArray(value)) return t("entries", { count: value.length });
    if (typeof value !== "object" || value === null) return say.code("policy.choice", String(value));
    const entries = Object.entries(value);
    return entries.length === 0 ? t("noEntries") : entries.map(([key, one]) => `${say.knows("policy.value", key) ? say.code("policy.value", key) : key} ${word(one)}`).join(" · ");
  };
  return word;
}

/** The settings of a policy in a few words each. */
export function SettingSummary({ rule, settings }: { rule: PolicyRule; settings: Readonly<Record<string, unknown>> }) {
  const name = useSettingName(rule);
  const words = useSettingWords();
  return (
    <dl className="flex flex-wrap gap-x-5 gap-y-1 text-small">
      {Object.entries(settings).map(([key, value]) => (
        <div key={key} className="flex gap-2">
          <dt className="text-silt">{name(key)}</dt>
          <dd>{words(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
