import { useTranslations } from "next-intl";

/** Says that what one looks at is the practice range. */
export function PracticeBadge() {
  const t = useTranslations("shell");
  return (
    <span title={t("practiceHint")} className="inline-flex h-6 items-center rounded-sm border border-dashed border-mist px-2 text-caption whitespace-nowrap text-mist">
      {t("practice")}
      <span className="sr-only">{t("practiceHint")}</span>
    </span>
  );
}
