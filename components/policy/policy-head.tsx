import { ChevronLeft } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Policy } from "@/lib/contracts/policy";
import { PageHead } from "../ui/page-head";
import { TextLink } from "../ui/text-link";

/** What a policy is for; of one that cannot be set here, where it can. */
export function PolicyHead({ policy: { rule, editable } }: { policy: Policy }) {
  const t = useTranslations("policy");
  return (
    <div className="grid gap-2">
      <div>
        <TextLink href="/policies">
          <ChevronLeft aria-hidden className="mr-1 size-4" />
          {t("back")}
        </TextLink>
      </div>
      <PageHead title={t(`name.${rule}`)} body={t(`about.${rule}`)} />
      {!editable && (
        <p className="text-body text-mist">
          {rule === "mode" ? t("elsewhereMode") : rule === "brake" ? t("elsewhereBrake") : t("doctrineBody")}
        </p>
      )}
      {(rule === "mode" || rule === "brake") && (
        <div>
          <TextLink href="/settings/automation">{t("toAutomation")}</TextLink>
        </div>
      )}
    </div>
  );
}
