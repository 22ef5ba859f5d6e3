import { useTranslations } from "next-intl";
import { WayBack } from "./way-back";

/** A page that threw, with its code and the ways on; what it needs is what every page has, so that it cannot break in turn. */
export function Crash({ digest, onRetry }: { digest: string | undefined; onRetry: () => void }) {
  const t = useTranslations("state");
  return (
    <div role="alert" className="grid max-w-xl gap-3 py-16">
      <h1 className="text-title">{t("crashTitle")}</h1>
      <p className="text-body text-mist">{digest === undefined ? t("crashBodyPlain") : t("crashBody", { digest })}</p>
      <div className="flex flex-wrap items-center gap-4">
        <button type="button" onClick={onRetry} className="row rounded-md border border-edge px-3 text-small hover:bg-reef">
          {t("retry")}
        </button>
        <WayBack href="/">{t("toDashboard")}</WayBack>
      </div>
    </div>
  );
}
