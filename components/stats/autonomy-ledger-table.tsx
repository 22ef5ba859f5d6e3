"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { AutonomyLedger } from "@/lib/contracts/stats";
import { EntityName } from "../entity/entity-name";
import { IncidentTitle } from "../incident/incident-title";
import { Button } from "../ui/button";
import { Choice } from "../ui/choice";
import { ClockTime } from "../ui/clock-time";
import { DataTable } from "../ui/data-table";
import { useLoaded } from "../ui/use-loaded";

type Counted = AutonomyLedger["items"][number];
const shows = ["all", "lost"] as const;
type Show = (typeof shows)[number];

/** The incidents behind the index, those it lost to be found at once, and a commander's way to count one otherwise. */
export function AutonomyLedgerTable({ ledger, mayReclassify }: { ledger: AutonomyLedger; mayReclassify: boolean }) {
  const t = useTranslations("stats.ledgerPage");
  const tLoss = useTranslations("stats.lossWord");
  const [show, setShow] = useState<Show>("all");
  const [chosen, setChosen] = useState<Counted | null>(null);
  const [Reclassify, load] = useLoaded(() => import("./reclassify-dialog").then((module) => module.ReclassifyDialog));
  useEffect(() => {
    if (chosen !== null) load();
  }, [chosen, load]);
  const lost = ledger.items.filter(({ loss }) => loss !== null);
  const rows = show === "lost" ? lost : ledger.items;
  const change = {
    key: "change",
    heading: t("change"),
    cell: (row: Counted) => (
      <Button look="quiet" className="-my-1 -ml-3" disabled={row.incident.settledAt === null} onClick={() => setChosen(row)}>
        {t("reclassify")}
      </Button>
    ),
  };
  return (
    <div className="grid gap-4">
      <p className="text-body">{t("sum", { all: ledger.items.length, kept: ledger.items.length - lost.length })}</p>
      <div className="max-w-sm">
        <Choice label={t("show")} value={show} onChange={setShow} options={shows.map((value) => ({ value, text: t(`shows.${value}`) }))} />
      </div>
      <DataTable
        label={t("title")}
        rows={rows}
        rowKey={({ incident }) => incident.id}
        columns={[
          { key: "opened", heading: t("opened"), cell: ({ incident }) => <ClockTime at={incident.openedAt} className="whitespace-nowrap text-mist" /> },
          {
            key: "incident",
            heading: t("incident"),
            cell: ({ incident }) => (
              <Link href={`/incidents/${incident.id}`} prefetch={false} className="whitespace-nowrap text-ultra underline-offset-4 hover:underline">
                <IncidentTitle title={incident.title} />
              </Link>
            ),
          },
          { key: "entity", heading: t("entity"), cell: ({ incident }) => incident.entity && <EntityName entity={incident.entity} className="whitespace-nowrap text-mist" /> },
          { key: "counts", heading: t("counts"), cell: ({ loss }) => (loss === null ? <span className="whitespace-nowrap text-biolum">{t("kept")}</span> : <span className="whitespace-nowrap">{tLoss(loss)}</span>) },
          { key: "seeded", heading: t("source"), cell: ({ incident }) => <span className="whitespace-nowrap text-silt">{incident.seeded ? t("seeded") : t("real")}</span> },
          ...(mayReclassify ? [change] : []),
        ]}
      />
      {!ledger.complete && <p className="text-caption text-silt">{t("incomplete", { count: ledger.items.length })}</p>}
      {chosen !== null && Reclassify !== null && <Reclassify incident={chosen.incident} onClose={() => setChosen(null)} />}
    </div>
  );
}
