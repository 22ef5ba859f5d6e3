"use client";

import clsx from "clsx";
import Link from "next/link";
import { usePathname } from "next/navigation";

export interface TabLinksProps {
  label: string;
  tabs: readonly { href: string; text: string }[];
}

/** The parts of a page that each have an address; Back goes from one to the other. */
export function TabLinks({ label, tabs }: TabLinksProps) {
  const pathname = usePathname();
  return (
    <nav aria-label={label} className="overflow-x-auto border-b border-line">
      <ul className="flex gap-1">
        {tabs.map(({ href, text }) => (
          <li key={href} className="shrink-0">
            <Link href={href} prefetch={false} aria-current={pathname === href ? "page" : undefined} className={clsx("row -mb-px inline-flex items-center border-b-2 px-3 text-small whitespace-nowrap", pathname === href ? "border-foam text-foam" : "border-transparent text-mist hover:text-foam")}>
              {text}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
