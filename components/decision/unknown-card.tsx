"use client";

import clsx from "clsx";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { KeyboardEvent } from "react";
import { useId } from "react";
import type { IncidentDetail } from "@/lib/contracts/incident";
import { usePreferences } from "@/lib/client/store/preferences";
import { EntityName } from "../entity/entity-name";
import { IncidentTitle } from "../incident/incident-title";
import { isWriting, keyName } from "../shell/use-shortcuts";
import { shortcuts } from "../shell/shortcuts";
import { Button } from "../ui/button";
import { Said } from "../ui/said";
import { RootCauseLine } from "./root-cause-line";

export interface UnknownCardProps {
  incident: IncidentDetail;
  /** False for viewers and while nothing can be sent. */
  enabled: boolean;
  busy: boolean;
  /** Takes it into one's own hands: reminders stop and the card sinks. */
  onTake: () => void;
}

/** The machine does not know: it says why it stops, what the best clue is, what would settle it, and hands the incident over. */
export function UnknownCard({ incident, enabled, busy, onTake }: UnknownCardProps) {
  const t = useTranslations("decision");
  const keys = usePreferences((store) => store.shortcuts);
  const titleId = useId();
  const { decision } = incident;
  if (decision?.abstention == null) return null;
  const [clue] = [...decision.rootCauses].sort((a, b) => a.rank - b.rank);
  const settles = decision.missing.flatMap((gap) => gap.wouldSettle ?? []).slice(0, 2);

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    const { target } = event;
    if (!keys || event.repeat || isWriting(target) || !(target instanceof Element) || target.closest("[popover]") !== null) return;
    if (keyName(event) !== shortcuts.source) return;
    event.preventDefault();
    event.stopPropagation();
    event.currentTarget.querySelector<HTMLElement>("[data-citations] :is(a, button)")?.click();
  }

  return (
    <article data-card={incident.id} tabIndex={-1} aria-labelledby={titleId} onKeyDown={onKeyDown} className="grid animate-surface grid-cols-[minmax(0,1fr)] gap-3 rounded-lg border border-claw bg-shelf p-4 md:p-6">
      <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-caption">
        <span className="inline-flex items-center gap-1.5 font-medium text-claw">
          <span aria-hidden>{"▲"}</span>
          {t("needsHands")}
        </span>
        <Link href={`/incidents/${incident.id}`} className="row -my-2 inline-flex items-center text-mist underline-offset-4 hover:text-foam hover:underline">
          <IncidentTitle title={incident.title} />
        </Link>
        {incident.entity && <EntityName entity={incident.entity} className="text-silt" />}
      </p>
      <div className="grid gap-1">
        <h3 id={titleId} className="text-lead font-medium">
          {clue === undefined ? t("unknownTitle") : t("unknownWithClue")}
        </h3>
        <p className={clsx("text-body", clue !== undefined && "text-mist")}>
          <Said kind="abstention" statement={decision.abstention} />
        </p>
        {clue && <RootCauseLine cause={clue} decision={decision} />}
        {settles.map((settle) => (
          <p key={settle.code} className="text-small text-mist">
            {t("wouldSettle")} <Said kind="settle" statement={settle} />
          </p>
        ))}
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <Button disabled={!enabled || busy} aria-busy={busy} onClick={onTake}>
          {t("take")}
        </Button>
        <Link href={`/incidents/${incident.id}`} className="row inline-flex items-center px-3 text-small text-ultra underline-offset-4 hover:underline">
          {t("openIncident")}
        </Link>
      </div>
    </article>
  );
}
