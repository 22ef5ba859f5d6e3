import { useTranslations } from "next-intl";
import type { Incident } from "@/lib/contracts/incident";
import { Button } from "../ui/button";
import { IncidentRow } from "./incident-row";

export interface IncidentListProps {
  incidents: readonly Incident[];
  hasMore: boolean;
  loadingMore: boolean;
  onMore: () => void;
}

/** Incidents, newest first, and the way to older ones. */
export function IncidentList({ incidents, hasMore, loadingMore, onMore }: IncidentListProps) {
  const t = useTranslations("incident");
  return (
    <div className="grid gap-4">
      <ul aria-label={t("list")}>
        {incidents.map((incident) => (
          <IncidentRow key={incident.id} incident={incident} />
        ))}
      </ul>
      {hasMore && (
        <Button className="justify-self-start" aria-busy={loadingMore} disabled={loadingMore} onClick={onMore}>
          {loadingMore ? t("loadingMore") : t("more")}
        </Button>
      )}
    </div>
  );
}
