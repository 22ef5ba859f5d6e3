"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { BlastRadius } from "@/lib/contracts/decision";
import { outwardEdges } from "@/lib/fold/radius";
import { entityId, EntityName, entityPath } from "../entity/entity-name";
import { Button } from "../ui/button";
import { DataTable } from "../ui/data-table";

const shownAtFirst = 8;

/** The same as the picture in words: who feels it, how far away, and through whom. */
export function BlastTable({ radius }: { radius: BlastRadius }) {
  const t = useTranslations("topology");
  const [all, setAll] = useState(false);
  const through = (place: number) => [...new Set(outwardEdges(radius).filter((edge) => edge.to === place).flatMap((edge) => radius.entities[edge.from]?.entity ?? []).map(entityPath))];
  const rows = radius.entities.map((reached, place) => ({ ...reached, place, through: through(place) }));
  const hidden = all ? 0 : Math.max(0, rows.length - shownAtFirst);
  return (
    <div className="grid gap-2">
      <DataTable
        label={t("table")}
        rows={hidden > 0 ? rows.slice(0, shownAtFirst) : rows}
        rowKey={(row) => entityId(row.entity)}
        columns={[
          { key: "entity", heading: t("entity"), cell: (row) => <EntityName entity={row.entity} className="whitespace-nowrap" /> },
          { key: "kind", heading: t("kindHeading"), cell: (row) => <span className="whitespace-nowrap text-mist">{t(`kind.${row.entity.kind}`)}</span> },
          { key: "hops", heading: t("distance"), cell: (row) => <span className="whitespace-nowrap text-mist">{row.place === 0 ? t("direct") : row.hops === 0 ? t("front") : t("hops", { hops: row.hops })}</span> },
          { key: "through", heading: t("through"), cell: (row) => <span translate="no" className="font-mono text-caption whitespace-nowrap text-mist">{row.through.join(", ")}</span> },
        ]}
      />
      {hidden > 0 && (
        <Button look="quiet" className="justify-self-start" onClick={() => setAll(true)}>
          {t("showAll", { count: rows.length })}
        </Button>
      )}
    </div>
  );
}
