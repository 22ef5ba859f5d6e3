"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import type { PolicyDetail } from "@/lib/contracts/policy";
import { protectedAlways } from "@/lib/contracts/policy";
import { Blocked } from "../states/blocked";
import { Refused } from "../states/refused";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { Section } from "../ui/section";
import { settingDifferences } from "./setting-difference";
import type { SettingIssue } from "./setting-fields";
import { checkSettings, settingFields } from "./setting-fields";
import { SettingInput } from "./setting-input";
import { useSettingName } from "./setting-value";

type Settings = Readonly<Record<string, unknown>>;

/** Typing rests this long before the past is judged again. */
const restMs = 350;

export interface PolicyEditorProps {
  policy: PolicyDetail;
  /** An older version to begin with. */
  from: number | null;
  /** Why the past cannot be judged again, or the change not be saved; null when it can. */
  testBlocked: string | null;
  saveBlocked: string | null;
  saving: boolean;
  error: unknown;
  /** Another version was saved meanwhile. */
  conflict: boolean;
  /** Settings that fit and differ from what stands, or null. */
  onSettings: (settings: Settings | null) => void;
  onSave: (settings: Settings, reason: string) => void;
  onLook: () => void;
}

/** The settings of a policy as a form that its own schema made and checks; what fits is handed on as it is typed. */
export function PolicyEditor(props: PolicyEditorProps) {
  const { policy, from, testBlocked, saveBlocked, saving, error, conflict, onSettings, onSave, onLook } = props;
  const t = useTranslations("policy.form");
  const name = useSettingName(policy.rule);
  const issueWords = useIssueWords();
  const start = policy.versions.find((version) => version.version === from)?.settings ?? policy.settings;
  const [settings, setSettings] = useState<Settings>(start);
  const [reason, setReason] = useState("");
  const [discards, setDiscards] = useState(0);
  const checked = checkSettings(policy.rule, settings);
  const changed = settingDifferences(policy.settings, settings).length > 0;
  const ready = changed ? checked.settings : null;
  useRested(ready, onSettings);
  const disabled = testBlocked !== null && saveBlocked !== null;
  return (
    <Section heading={t("title")}>
      <form
        className="grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready !== null && saveBlocked === null && reason.trim() !== "") onSave(ready, reason.trim());
        }}
      >
        {from !== null && start !== policy.settings && <p className="text-caption text-mist">{t("fromVersion", { version: from })}</p>}
        {settingFields(policy.rule).map(({ key, shape }) => {
          const issue = checked.issues?.[key];
          return <SettingInput key={`${key} ${discards}`} label={name(key)} shape={shape} value={settings[key]} fault={issue === undefined ? null : issueWords(issue)} builtIn={builtInOf(key)} disabled={disabled} onChange={(value) => setSettings((old) => ({ ...old, [key]: value }))} />;
        })}
        {checked.issues !== null ? <p className="text-small text-ember">{t("invalid")}</p> : !changed && <p className="text-small text-mist">{t("unchanged")}</p>}
        {changed && <Field label={t("reason")} hint={t("reasonHint")} value={reason} maxLength={500} required disabled={saveBlocked !== null} onChange={(event) => setReason(event.target.value)} />}
        <Refused error={conflict ? null : error} />
        {conflict && <Conflict onLook={onLook} />}
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" look="strong" aria-busy={saving} disabled={ready === null || saving || saveBlocked !== null || reason.trim() === ""}>
            {saving ? t("saving") : t("save", { version: policy.version + 1 })}
          </Button>
          {changed && (
            <Button
              look="quiet"
              onClick={() => {
                setSettings(policy.settings);
                setReason("");
                setDiscards(discards + 1);
              }}
            >
              {t("reset")}
            </Button>
          )}
        </div>
        <Blocked reason={saveBlocked} />
      </form>
    </Section>
  );
}

function Conflict({ onLook }: { onLook: () => void }) {
  const t = useTranslations("policy.form");
  return (
    <div role="alert" className="grid justify-items-start gap-2 border-l-2 border-ember py-1 pl-3 text-small">
      <p className="text-ember">{t("conflict")}</p>
      <Button onClick={onLook}>{t("look")}</Button>
    </div>
  );
}

function builtInOf(key: string): number {
  return key === "namespaces" || key === "names" ? protectedAlways[key].length : 0;
}

function useIssueWords(): (issue: SettingIssue) => string {
  const t = useTranslations("policy.issue");
  return (issue) => {
    switch (issue.code) {
      case "too_small":
        return t("too_small", { min: issue.min });
      case "too_big":
        return t("too_big", { max: issue.max });
      default:
        return t(issue.code);
    }
  };
}

/** Hands settings on once typing rests; equal ones only once. */
function useRested(settings: Settings | null, onSettings: (settings: Settings | null) => void): void {
  const hand = useRef(onSettings);
  useEffect(() => {
    hand.current = onSettings;
  });
  const text = JSON.stringify(settings);
  useEffect(() => {
    const timer = setTimeout(() => hand.current(JSON.parse(text) as Settings | null), restMs);
    return () => clearTimeout(timer);
  }, [text]);
}
