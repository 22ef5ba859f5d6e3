"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Action, PolicyReason } from "@/lib/contracts/action";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { ObservedValue } from "../ui/observed-value";
import { CodeWord, Said } from "../ui/said";
import { Skeleton } from "../ui/skeleton";
import { useLoaded } from "../ui/use-loaded";
import { mayBeProposed } from "./next-time";

export interface WhyNotAutoProps {
  reasons: readonly PolicyReason[];
  /** With it, what would have to change is offered as a preview. */
  action?: Action;
}

/** Which rules stood against running it unasked: what they saw, what they wanted to see, and what next time could be like. */
export function WhyNotAuto({ reasons, action }: WhyNotAutoProps) {
  const t = useTranslations("policy");
  return (
    <section className="grid content-start justify-items-start gap-2">
      <h3 className="text-caption text-silt">{t("whyNotAuto")}</h3>
      {reasons.length === 0 ? (
        <p className="text-small text-mist">{t("allowed")}</p>
      ) : (
        <ul className="grid gap-2">
          {reasons.map((reason) => (
            <li key={reason.rule} className="text-small">
              <p><CodeWord group="policy.rule" code={reason.rule} /></p>
              <p className="flex flex-wrap gap-x-4 text-caption text-mist">
                <span>
                  {t("observed")} <span className="text-foam"><ObservedValue value={reason.observed} /></span>
                </span>
                <span>
                  {t("threshold")} <span className="text-foam"><ObservedValue value={reason.threshold} /></span>
                </span>
              </p>
              {reason.remedy && (
                <p className="text-caption text-mist">
                  {t("remedyLabel")}: <Said kind="remedy" statement={reason.remedy} />
                </p>
              )}
            </li>
          ))}
        </ul>
      )}
      {action && mayBeProposed(action, reasons) && <NextTime action={action} />}
    </section>
  );
}

function NextTime({ action }: { action: Action }) {
  const t = useTranslations("policy.nextTime");
  const [open, setOpen] = useState(false);
  const [Preview, load] = useLoaded(() => import("./next-time-preview").then((module) => module.NextTimePreview));
  return (
    <>
      <Button
        onPointerEnter={load}
        onFocus={load}
        onClick={() => {
          load();
          setOpen(true);
        }}
      >
        {t("title")}
      </Button>
      <Dialog open={open} onOpenChange={setOpen} title={t("title")} look="wide">
        {Preview === null ? <Skeleton className="h-40 w-full" /> : <Preview action={action} />}
      </Dialog>
    </>
  );
}
