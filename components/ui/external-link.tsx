import { ArrowUpRight } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

/** True for addresses that may become a link; anything else from outside stays text. */
export function isWebAddress(url: string | null): url is string {
  return url !== null && /^https?:\/\//i.test(url);
}

/** A way out to another tool, in a new tab that cannot reach back. */
export function ExternalLink({ href, children, className }: { href: string; children: ReactNode; className?: string }) {
  const t = useTranslations("shell");
  return (
    <a href={href} target="_blank" rel="noopener noreferrer" className={className ?? "inline-flex items-center gap-1 text-ultra underline-offset-4 hover:underline"}>
      {children}
      <ArrowUpRight aria-hidden className="size-3.5 shrink-0" />
      <span className="sr-only">{t("newTab")}</span>
    </a>
  );
}
