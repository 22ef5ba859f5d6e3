import clsx from "clsx";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { IncidentFilter as Filter } from "@/lib/client/query/incident";

const filters = [
  { value: "all", key: "filterAll", href: "/incidents" },
  { value: "open", key: "filterOpen", href: "/incidents?show=open" },
  { value: "settled", key: "filterSettled", href: "/incidents?show=settled" },
] as const satisfies readonly { value: Filter; key: string; href: string }[];

/** Which incidents are listed; the choice is the address. */
export function IncidentFilter({ value }: { value: Filter }) {
  const t = useTranslations("incident");
  return (
    <nav aria-label={t("filter")}>
      <ul className="-ml-3 flex flex-wrap gap-1">
        {filters.map((filter) => (
          <li key={filter.value}>
            <Link
              href={filter.href}
              scroll={false}
              aria-current={filter.value === value ? "true" : undefined}
              className={clsx("row inline-flex items-center rounded-md px-3 text-small", filter.value === value ? "text-foam underline decoration-1 underline-offset-8" : "text-mist hover:text-foam")}
            >
              {t(filter.key)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
