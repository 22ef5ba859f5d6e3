"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { call } from "@/lib/client/api";
import { api } from "@/lib/client/operations";
import { failureCode } from "@/lib/client/problem";
import { incidentKey } from "@/lib/client/query/incident";
import { sayFailure } from "@/lib/client/store/notices";
import type { IncidentDetail } from "@/lib/contracts/incident";
import { UnknownCard } from "./unknown-card";

/** What the machine has handed over, each a card that can be taken into one's own hands. */
export function UnknownCards({ incidents, enabled }: { incidents: readonly IncidentDetail[]; enabled: boolean }) {
  const tFailure = useTranslations("failure");
  const queries = useQueryClient();
  const [busy, setBusy] = useState<string | null>(null);

  async function take(id: string) {
    setBusy(id);
    try {
      await call(api.acknowledgeIncident, { params: { id } });
    } catch (error) {
      sayFailure(tFailure(failureCode(error)));
    } finally {
      await queries.invalidateQueries({ queryKey: incidentKey });
      setBusy(null);
    }
  }

  return incidents.map((incident) => <UnknownCard key={incident.id} incident={incident} enabled={enabled} busy={busy === incident.id} onTake={() => void take(incident.id)} />);
}
