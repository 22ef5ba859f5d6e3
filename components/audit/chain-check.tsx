"use client";

import { CircleCheck, TriangleAlert } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import type { ChainCheck as Progress } from "@/lib/client/use-chain-check";
import type { AuditVerification } from "@/lib/contracts/audit";
import { Blocked } from "../states/blocked";
import { Refused } from "../states/refused";
import { Button } from "../ui/button";

/** Has the hash chain recomputed, and says what came out: intact, or where it breaks and what to do. */
export function ChainCheck({ state, blocked, onVerify }: { state: Progress; blocked: string | null; onVerify: () => void }) {
  const t = useTranslations("audit");
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-center gap-3">
        <Button look="strong" aria-busy={state.running} disabled={state.running || blocked !== null} onClick={onVerify}>
          {state.running ? t("verifying", { count: state.checkedCount }) : t("verify")}
        </Button>
        <Blocked reason={blocked} />
      </div>
      <div aria-live="polite">{state.result !== null && <Result result={state.result} checkedCount={state.checkedCount} endedAt={state.endedAt} />}</div>
      <Refused error={state.error} />
    </div>
  );
}

function Result({ result, checkedCount, endedAt }: { result: AuditVerification; checkedCount: number; endedAt: string | null }) {
  const t = useTranslations("audit");
  const format = useFormatter();
  const { brokenAt, checkpoints, unsealedCount } = result;
  const Icon = brokenAt === null ? CircleCheck : TriangleAlert;
  return (
    <div className={`flex items-start gap-3 border-l-2 py-1 pl-3 ${brokenAt === null ? "border-kelp" : "border-claw"}`}>
      <Icon aria-hidden className={`mt-1 size-4 shrink-0 ${brokenAt === null ? "text-kelp" : "text-claw"}`} />
      <div>
        {brokenAt === null ? (
          <p className="text-body text-kelp">{t("intact", { count: checkedCount, checkpoints: checkpoints.checkedCount })}</p>
        ) : (
          <>
            <p className="text-body text-claw">{t("broken", { seq: brokenAt.seq, reason: t(`reason.${brokenAt.reason}`) })}</p>
            <p className="text-small text-mist">{t("brokenBody")}</p>
          </>
        )}
        <p className="text-caption text-silt">
          {endedAt !== null && t("verifiedAt", { time: format.dateTime(new Date(endedAt), "full") })}
          {unsealedCount > 0 && ` · ${t("unsealed", { count: unsealedCount })}`}
          {checkpoints.foreignCount > 0 && ` · ${t("foreign", { count: checkpoints.foreignCount })}`}
        </p>
      </div>
    </div>
  );
}
