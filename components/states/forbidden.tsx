import { useTranslations } from "next-intl";
import { WayBack } from "./way-back";

/** A page that this role may not see: says who may, and the way back. */
export function Forbidden() {
  const t = useTranslations("state");
  return (
    <div className="grid max-w-xl gap-3 py-16">
      <h1 className="text-title">{t("forbiddenTitle")}</h1>
      <p className="text-body text-mist">{t("forbiddenBody")}</p>
      <p>
        <WayBack href="/">{t("toDashboard")}</WayBack>
      </p>
    </div>
  );
}
