import Link from "next/link";
import { useTranslations } from "next-intl";

/** The name over its wave; leads home. */
export function Wordmark() {
  const t = useTranslations("shell");
  return (
    <Link href="/" aria-label={t("home")} className="row flex shrink-0 items-center gap-2 text-foam">
      <svg aria-hidden viewBox="0 0 26 12" className="h-3 w-6.5">
        <path d="M1 7c3 0 3-4 6-4s3 4 6 4 3-4 6-4 3 4 6 4" fill="none" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" />
      </svg>
      <span aria-hidden className="text-small font-semibold tracking-[0.14em] max-[359px]:hidden">
        {t("name")}
      </span>
    </Link>
  );
}
