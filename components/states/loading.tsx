import { useTranslations } from "next-intl";
import { Skeleton } from "../ui/skeleton";

/** Rows that will be there in a moment. */
export function Loading({ rows = 6 }: { rows?: number }) {
  const t = useTranslations("state");
  return (
    <div role="status" className="grid gap-3 py-6">
      <span className="sr-only">{t("loading")}</span>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} className="h-11 w-full" />
      ))}
    </div>
  );
}
