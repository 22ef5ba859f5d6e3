"use client";

import clsx from "clsx";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";

const places = [
  { href: "/", key: "dashboard" },
  { href: "/incidents", key: "incidents" },
] as const;

function isHere(pathname: string, href: string): boolean {
  return href === "/" ? pathname === "/" : pathname === href || pathname.startsWith(`${href}/`);
}

/** Where one can go. */
export function Navigation() {
  const t = useTranslations("shell");
  const pathname = usePathname();
  return (
    <nav aria-label={t("navigation")}>
      <ul className="flex gap-1">
        {places.map(({ href, key }) => (
          <li key={href}>
            <Link
              href={href}
              aria-current={isHere(pathname, href) ? "page" : undefined}
              className={clsx("row inline-flex items-center rounded-md px-3 text-small transition-colors duration-120", isHere(pathname, href) ? "text-foam underline decoration-1 underline-offset-8" : "text-mist hover:text-foam")}
            >
              {t(key)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
