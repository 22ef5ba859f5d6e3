"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { call } from "@/lib/client/api";
import { api } from "@/lib/client/operations";
import { failureCode } from "@/lib/client/problem";
import { sayDone, sayFailure } from "@/lib/client/store/notices";
import type { Role } from "@/lib/contracts/common";
import type { Incident } from "@/lib/contracts/incident";
import { openTab } from "./open-tab";

const settling = {
  resolve: (id: string) => call(api.resolveIncident, { params: { id } }),
  dismiss: (id: string) => call(api.dismissIncident, { params: { id } }),
} as const;
export type SettlingWay = keyof typeof settling;

export interface Triage {
  /** Id of the incident that a second press settles. */
  armed: string | null;
  disarm: () => void;
  see: (incident: Incident | null) => Promise<void>;
  /** The first press asks, the second does it. */
  settle: (way: SettlingWay, incident: Incident | null) => Promise<void>;
  openNew: (incident: Incident | null) => void;
  showEvidence: (incident: Incident | null) => void;
  openSource: (incident: Incident | null) => Promise<void>;
}

/** What keys do to the incident one is on; `take` gets what the server answered. Without leave or a connection it says so and does nothing. */
export function useTriage({ role, live, take }: { role: Role; live: boolean; take: (incident: Incident) => void }): Triage {
  const t = useTranslations("incident");
  const tFailure = useTranslations("failure");
  const router = useRouter();
  const [asked, setAsked] = useState<{ id: string; way: SettlingWay } | null>(null);

  function mayWrite(incident: Incident | null): incident is Incident {
    if (incident === null) return false;
    if (role === "viewer") sayFailure(tFailure("forbidden"));
    else if (!live) sayFailure(tFailure("unreachable"));
    return role !== "viewer" && live;
  }
  async function write(incident: Incident, send: () => Promise<Incident>) {
    try {
      take(await send());
    } catch (error) {
      const code = failureCode(error);
      sayFailure(tFailure(code));
      if (code === "already_settled" || code === "conflict") await call(api.getIncident, { params: { id: incident.id } }).then(take, () => undefined);
    }
  }
  return {
    armed: asked?.id ?? null,
    disarm: () => setAsked(null),
    async see(incident) {
      if (!mayWrite(incident)) return;
      if (incident.settledAt !== null) return sayDone(t("over"));
      await write(incident, () => call(api.acknowledgeIncident, { params: { id: incident.id } }));
    },
    async settle(way, incident) {
      if (!mayWrite(incident)) return;
      if (incident.settledAt !== null) return sayDone(t("over"));
      if (asked?.id !== incident.id || asked.way !== way) {
        setAsked({ id: incident.id, way });
        return sayDone(t(`settle.${way}Sure`));
      }
      setAsked(null);
      await write(incident, () => settling[way](incident.id));
    },
    openNew(incident) {
      if (incident !== null) openTab(`/incidents/${incident.id}`);
    },
    showEvidence(incident) {
      if (incident !== null) router.push(`/incidents/${incident.id}#cause`);
    },
    async openSource(incident) {
      if (incident === null) return;
      const [link] = await call(api.getIncident, { params: { id: incident.id } }).then((detail) => detail.links, () => []);
      if (link === undefined) sayDone(t("noLinks"));
      else openTab(link.url);
    },
  };
}
