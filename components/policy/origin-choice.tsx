import clsx from "clsx";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { Origin } from "@/lib/contracts/common";

const origins = ["live", "range"] as const satisfies readonly Origin[];

/** Whose record is looked at: the commander's own fleet's, or the practice range's; the choice is the address. */
export function OriginChoice({ value, hrefOf }: { value: Origin; hrefOf: (origin: Origin) => string }) {
  const t = useTranslations("policy");
  return (
    <nav aria-label={t("origin")} className="flex flex-wrap items-center gap-x-2 text-small">
      <span aria-hidden className="text-silt">
        {t("origin")}
      </span>
      {origins.map((origin) => (
        <Link key={origin} href={hrefOf(origin)} replace scroll={false} prefetch={false} aria-current={origin === value ? "true" : undefined} className={clsx("row inline-flex items-center rounded-md px-2", origin === value ? "text-foam underline decoration-1 underline-offset-8" : "text-mist hover:text-foam")}>
          {t(`value.${origin}`)}
        </Link>
      ))}
    </nav>
  );
}
