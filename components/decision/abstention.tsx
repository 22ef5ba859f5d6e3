"use client";

import { useTranslations } from "next-intl";
import type { Statement } from "@/lib/contracts/common";
import { Said } from "../ui/said";

/** The engine does not know, and says why. */
export function Abstention({ statement }: { statement: Statement }) {
  const t = useTranslations("decision");
  return (
    <div className="grid gap-1">
      <p className="text-lead">{t("unknownTitle")}</p>
      <p className="text-body text-mist"><Said kind="abstention" statement={statement} /></p>
    </div>
  );
}
