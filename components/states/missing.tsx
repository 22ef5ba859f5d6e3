import { useTranslations } from "next-intl";
import { WayBack } from "./way-back";

/** An address that leads nowhere, with the ways back. */
export function Missing({ title }: { title?: string }) {
  const t = useTranslations("state");
  return (
    <div className="grid max-w-xl gap-3 py-16">
      <h1 className="text-title">{title ?? t("missingTitle")}</h1>
      <p className="text-body text-mist">{t("missingBody")}</p>
      <p className="flex flex-wrap gap-x-6">
        <WayBack href="/">{t("toDashboard")}</WayBack>
        <WayBack href="/incidents">{t("toIncidents")}</WayBack>
      </p>
    </div>
  );
}
