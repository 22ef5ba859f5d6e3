"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { call } from "@/lib/client/api";
import { api } from "@/lib/client/operations";
import { failureCode } from "@/lib/client/problem";
import { incidentKey } from "@/lib/client/query/incident";
import { sayFailure } from "@/lib/client/store/notices";
import type { Role } from "@/lib/contracts/common";
import type { Incident } from "@/lib/contracts/incident";
import { shortcuts } from "../shell/shortcuts";
import { Button } from "../ui/button";
import { Kbd } from "../ui/kbd";

const wires = {
  resolve: (id: string) => call(api.resolveIncident, { params: { id } }),
  dismiss: (id: string) => call(api.dismissIncident, { params: { id } }),
} as const;
const ways = ["resolve", "dismiss"] as const satisfies readonly (keyof typeof wires)[];

export interface IncidentSettleProps {
  incident: Incident;
  role: Role;
  /** Nothing is sent while the connection is away. */
  live: boolean;
  /** Its repair is a playbook: giving that up interrupts no machine. */
  byHand: boolean;
  /** Says that one has it in sight. */
  onSee: () => void;
}

/** A way out that does not wait for the alerts: settle by hand, each with a second press. */
export function IncidentSettle({ incident, role, live, byHand, onSee }: IncidentSettleProps) {
  const t = useTranslations("incident");
  const tFailure = useTranslations("failure");
  const queries = useQueryClient();
  const [asked, setAsked] = useState<keyof typeof wires | null>(null);
  const [busy, setBusy] = useState(false);
  if (incident.settledAt !== null || role === "viewer") return null;
  const underWay = (incident.status === "acting" && !byHand) || incident.status === "verifying";

  async function settle(way: keyof typeof wires) {
    if (asked !== way) return setAsked(way);
    setBusy(true);
    try {
      await wires[way](incident.id);
      await queries.invalidateQueries({ queryKey: incidentKey });
    } catch (error) {
      sayFailure(tFailure(failureCode(error)));
    } finally {
      setBusy(false);
      setAsked(null);
    }
  }

  return (
    <div className="flex flex-wrap items-center gap-3" onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setAsked(null)}>
      {incident.acknowledgedBy === null && (
        <Button disabled={busy || !live} onClick={onSee}>
          {t("see")}
          <Kbd keys={shortcuts.seen} />
        </Button>
      )}
      {ways.map((way) => (
        <Button key={way} aria-busy={busy} disabled={busy || underWay || !live} onClick={() => void settle(way)}>
          {asked === way ? t(`settle.${way}Sure`) : t(`settle.${way}`)}
          <Kbd keys={shortcuts[way]} />
        </Button>
      ))}
      {underWay && <p className="text-caption text-silt">{t("settle.underWay")}</p>}
    </div>
  );
}
