import { useTranslations } from "next-intl";
import { Broken } from "./broken";

/** A page that threw, with its code and a way on. */
export function Crash({ digest, onRetry }: { digest: string | undefined; onRetry: () => void }) {
  const t = useTranslations("state");
  return <Broken title={t("crashTitle")} body={digest === undefined ? t("crashBodyPlain") : t("crashBody", { digest })} onRetry={onRetry} />;
}
