import Link from "next/link";
import { useTranslations } from "next-intl";
import { CommandLine } from "./command-line";

/** A one-time link that was used, has expired or is not whole: how to get another. */
export function DeadLink() {
  const t = useTranslations("account");
  return (
    <div role="alert" className="grid gap-4">
      <p className="text-lead">{t("linkDeadTitle")}</p>
      <p className="text-body text-mist">{t("linkDeadBody")}</p>
      <CommandLine command="npm run sign-in-link" />
      <Link href="/sign-in" className="row inline-flex items-center justify-self-start text-small text-ultra underline-offset-4 hover:underline">
        {t("signIn")}
      </Link>
    </div>
  );
}
