import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "../ui/button";
import { TextLink } from "../ui/text-link";

export interface BrokenProps {
  title?: string;
  body: string;
  onRetry?: () => void;
  /** Where else to go: what still works. */
  children?: ReactNode;
}

/** Something cannot be read: says so, says what still works, and offers the way on. */
export function Broken({ title, body, onRetry, children }: BrokenProps) {
  const t = useTranslations("state");
  return (
    <div role="alert" className="grid max-w-xl gap-3 py-12">
      <p className="text-lead">{title ?? t("brokenTitle")}</p>
      <p className="text-body text-mist">{body}</p>
      <div className="flex flex-wrap items-center gap-3">
        {onRetry && <Button onClick={onRetry}>{t("retry")}</Button>}
        {children ?? <TextLink href="/">{t("toDashboard")}</TextLink>}
      </div>
    </div>
  );
}
