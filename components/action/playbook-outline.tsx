"use client";

import { useTranslations } from "next-intl";
import type { PlaybookStep } from "@/lib/contracts/action";
import { CodeWord } from "../ui/said";

/** What a playbook asks of people, to be read before it is approved. */
export function PlaybookOutline({ steps }: { steps: readonly PlaybookStep[] }) {
  const t = useTranslations("playbook");
  return (
    <section className="grid gap-2">
      <h3 className="text-caption text-silt">{t("outline")}</h3>
      <ol className="grid list-decimal gap-1 pl-6 text-small marker:text-silt">
        {steps.map((step) => (
          <li key={step.code}>
            <CodeWord group="playbook.step" code={step.code} />
          </li>
        ))}
      </ol>
    </section>
  );
}
