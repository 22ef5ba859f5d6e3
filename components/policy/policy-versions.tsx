"use client";

import { useTranslations } from "next-intl";
import type { PolicyDetail, PolicyRule } from "@/lib/contracts/policy";
import { ClockTime } from "../ui/clock-time";
import { Section } from "../ui/section";
import { Tag } from "../ui/tag";
import { TextLink } from "../ui/text-link";
import { settingDifferences } from "./setting-difference";
import { useSettingName, useSettingWords } from "./setting-value";

type Version = PolicyDetail["versions"][number];

/** Every version, newest first: who, when, why, and what it changed. */
export function PolicyVersions({ policy }: { policy: PolicyDetail }) {
  const t = useTranslations("policy");
  return (
    <Section heading={t("versions")}>
      <ol className="grid gap-5">
        {policy.versions.map((version, place) => (
          <li key={version.version} className="grid gap-1">
            <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-small">
              <span className="font-medium">{t("versionN", { version: version.version })}</span>
              {place === 0 && <Tag tone="kelp">{t("versionStands")}</Tag>}
              <By version={version} />
              {place > 0 && policy.editable && <TextLink href={`/policies/${policy.id}?from=${version.version}`}>{t("versionLoad")}</TextLink>}
            </p>
            {version.reason !== null && <p className="text-body text-mist">{version.reason}</p>}
            <Changes rule={policy.rule} before={policy.versions[place + 1]} after={version} />
          </li>
        ))}
      </ol>
    </Section>
  );
}

function By({ version: { changedBy, changedAt } }: { version: Version }) {
  if (changedBy === null || changedAt === null) return null;
  return (
    <span className="flex gap-2 text-caption text-silt">
      {changedBy.name}
      <ClockTime at={changedAt} />
    </span>
  );
}

function Changes({ rule, before, after }: { rule: PolicyRule; before: Version | undefined; after: Version }) {
  const t = useTranslations("policy");
  const name = useSettingName(rule);
  const words = useSettingWords();
  if (before === undefined) return after.version === 1 ? <p className="text-caption text-silt">{t("versionFirst")}</p> : null;
  const differences = settingDifferences(before.settings, after.settings);
  if (differences.length === 0) return <p className="text-caption text-silt">{t("versionSame")}</p>;
  return (
    <ul className="grid gap-0.5 text-small">
      {differences.map(({ key, entry, before: was, after: is }) => (
        <li key={`${key} ${entry}`} className="flex flex-wrap gap-x-2">
          <span className="text-silt">{name(key)}</span>
          {entry !== null && <span translate="no" className="font-mono text-[0.94em]">{entry}</span>}
          <Side gone value={was} words={words} />
          <span aria-hidden className="text-silt">→</span>
          <Side value={is} words={words} />
        </li>
      ))}
    </ul>
  );
}

function Side({ value, words, gone = false }: { value: unknown; words: (value: unknown) => string; gone?: boolean }) {
  const t = useTranslations("action");
  if (value === undefined) return <span className="text-silt">{t("diffAbsent")}</span>;
  const Line = gone ? "del" : "ins";
  return <Line className={gone ? "text-mist" : "text-foam no-underline"}>{value === true ? "✓" : words(value)}</Line>;
}
