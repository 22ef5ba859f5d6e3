import Link from "next/link";
import { useTranslations } from "next-intl";

/** An address that leads nowhere, with the ways back. */
export function Missing({ title }: { title?: string }) {
  const t = useTranslations("state");
  return (
    <div className="grid max-w-xl gap-3 py-16">
      <h1 className="text-title">{title ?? t("missingTitle")}</h1>
      <p className="text-body text-mist">{t("missingBody")}</p>
      <p className="flex flex-wrap gap-x-6">
        <Link href="/" className="row inline-flex items-center text-small text-ultra underline-offset-4 hover:underline">
          {t("toDashboard")}
        </Link>
        <Link href="/incidents" className="row inline-flex items-center text-small text-ultra underline-offset-4 hover:underline">
          {t("toIncidents")}
        </Link>
      </p>
    </div>
  );
}
