"use client";

import clsx from "clsx";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { isIn, places } from "./places";

/** Where one can go. */
export function Navigation() {
  const t = useTranslations("shell");
  const pathname = usePathname();
  return (
    <nav aria-label={t("navigation")} className="min-w-0">
      <ul className="flex gap-1 max-md:-mx-4 max-md:overflow-x-auto max-md:px-1">
        {places.map((place) => (
          <li key={place.href} className="shrink-0">
            <Link
              href={place.href}
              aria-current={isIn(place, pathname) ? "page" : undefined}
              className={clsx("row inline-flex items-center rounded-md px-3 text-small whitespace-nowrap transition-colors", isIn(place, pathname) ? "text-foam underline decoration-1 underline-offset-8" : "text-mist hover:text-foam")}
            >
              {t(place.key)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
