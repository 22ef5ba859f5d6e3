"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { Action } from "@/lib/contracts/action";
import type { Role } from "@/lib/contracts/common";
import { PlaybookSteps } from "../action/playbook-steps";
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
export function IncidentActions({ actions, role, live }: { actions: readonly Action[]; role: Role; live: boolean }) {
  const t = useTranslations("action");
  return (
    <Section heading={t("title")}>
      {actions.length === 0 ? (
        <p className="text-body text-mist">{t("none")}</p>
      ) : (
        <ul className="grid gap-6">
          {actions.map((action) => (
            <ActionItem key={action.id} action={action} role={role} live={live} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function ActionItem({ action, role, live }: { action: Action; role: Role; live: boolean }) {
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
      {action.effectiveArgs && <p className="text-small text-mist">{t("narrowed", { sentence: sentence({ tool: action.tool, args: action.effectiveArgs }) })}</p>}
      {action.outcome && <p className="text-small text-mist"><Said kind="outcome" statement={action.outcome} /></p>}
      <p className="flex flex-wrap gap-x-4 text-caption text-silt">
        <RiskMark tier={action.risk} />
        <span>{action.automatic ? t("automatic") : t("byApproval")}</span>
        <span>{format.dateTime(new Date(at), "full")}</span>
      </p>
      {action.steps && <PlaybookSteps action={action} steps={action.steps} role={role} live={live} />}
      <div className="mt-1 grid gap-x-8 gap-y-4 lg:grid-cols-2">
        <DiffBlock diff={action.diff} />
        {!action.automatic && <WhyNotAuto reasons={action.policy.whyNotAuto} />}
      </div>
    </li>
  );
}
