"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Check } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { call } from "@/lib/client/api";
import { api } from "@/lib/client/operations";
import { failureCode } from "@/lib/client/problem";
import { incidentKey } from "@/lib/client/query/incident";
import { sayFailure } from "@/lib/client/store/notices";
import type { Action, PlaybookStep } from "@/lib/contracts/action";
import type { Role } from "@/lib/contracts/common";
import { Button } from "../ui/button";
import { CodeWord } from "../ui/said";

export interface PlaybookStepsProps {
  action: Action;
  steps: readonly PlaybookStep[];
  role: Role;
  /** Nothing is sent while the connection is away. */
  live: boolean;
}

/** The steps of a playbook in their order; while it is under way, the first open one can be ticked. */
export function PlaybookSteps({ action, steps, role, live }: PlaybookStepsProps) {
  const t = useTranslations("playbook");
  const tFailure = useTranslations("failure");
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const open = action.status === "running" ? steps.findIndex((step) => step.tickedAt === null) : -1;

  async function tick(n: number) {
    setBusy(true);
    try {
      await call(api.tickStep, { params: { id: action.id, n } });
    } catch (error) {
      sayFailure(tFailure(failureCode(error)));
    } finally {
      await queries.invalidateQueries({ queryKey: incidentKey });
      setBusy(false);
    }
  }

  return (
    <section aria-label={t("steps")} className="grid gap-2">
      <p className="text-caption text-silt">{t("byHand")}</p>
      <ol className="grid gap-3">
        {steps.map((step, index) => (
          <li key={step.code} aria-current={index === open ? "step" : undefined} className="grid grid-cols-[1.5rem_minmax(0,1fr)] gap-x-2">
            <span className={step.tickedAt === null ? "text-small text-silt" : "text-small text-kelp"}>{step.tickedAt === null ? index + 1 : <Check aria-hidden className="mt-0.5 size-4" />}</span>
            <div className="grid justify-items-start gap-1">
              <p className={index === open ? "text-body" : "text-small text-mist"}><CodeWord group="playbook.step" code={step.code} /></p>
              <TickedBy step={step} />
              {index === open && role !== "viewer" && (
                <Button aria-busy={busy} disabled={busy || !live} onClick={() => void tick(index + 1)}>
                  {t("tick", { n: index + 1 })}
                </Button>
              )}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

function TickedBy({ step }: { step: PlaybookStep }) {
  const t = useTranslations("playbook");
  const format = useFormatter();
  if (step.tickedAt === null || step.tickedBy === null) return null;
  return <p className="text-caption text-silt">{t("done", { name: step.tickedBy.name, time: format.dateTime(new Date(step.tickedAt), "precise") })}</p>;
}
