"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { Action } from "@/lib/contracts/action";
import { useActionSentence } from "../approval/action-sentence";
import { DiffBlock } from "../approval/diff-block";
import { RiskMark } from "../approval/risk-mark";
import { WhyNotAuto } from "../approval/why-not-auto";
import { Section } from "../ui/section";
import { Said } from "../ui/said";

const tones: Record<Action["status"], string> = {
  proposed: "text-mist",
  approved: "text-biolum",
  running: "text-biolum border-b border-dotted border-biolum",
  verifying: "text-biolum border-b border-dotted border-biolum",
  succeeded: "text-kelp",
  failed: "text-foam",
  rolled_back: "text-foam",
  cancelled: "text-silt",
  outcome_unknown: "text-foam",
};

/** What was done or would be: status, outcome, and what it changes. */
export function IncidentActions({ actions }: { actions: readonly Action[] }) {
  const t = useTranslations("action");
  return (
    <Section heading={t("title")}>
      {actions.length === 0 ? (
        <p className="text-body text-mist">{t("none")}</p>
      ) : (
        <ul className="grid gap-6">
          {actions.map((action) => (
            <ActionItem key={action.id} action={action} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function ActionItem({ action }: { action: Action }) {
  const t = useTranslations("action");
  const sentence = useActionSentence();
  const format = useFormatter();
  const at = action.finishedAt ?? action.startedAt ?? action.createdAt;
  return (
    <li className="grid gap-2">
      <p className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <span className="text-body">{sentence(action)}</span>
        <span className={`text-small ${tones[action.status]}`}>{t(`status.${action.status}`)}</span>
      </p>
      {action.outcome && <p className="text-small text-mist"><Said kind="outcome" statement={action.outcome} /></p>}
      <p className="flex flex-wrap gap-x-4 text-caption text-silt">
        <RiskMark tier={action.risk} />
        <span>{action.automatic ? t("automatic") : t("byApproval")}</span>
        <span>{format.dateTime(new Date(at), "full")}</span>
      </p>
      <div className="mt-1 grid gap-x-8 gap-y-4 lg:grid-cols-2">
        <DiffBlock diff={action.diff} />
        {!action.automatic && <WhyNotAuto reasons={action.policy.whyNotAuto} />}
      </div>
    </li>
  );
}
