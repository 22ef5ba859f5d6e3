"use client";

import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { IncidentFilter } from "@/components/incident/incident-filter";
import { IncidentList } from "@/components/incident/incident-list";
import { Broken } from "@/components/states/broken";
import { Empty } from "@/components/states/empty";
import { Loading } from "@/components/states/loading";
import { Stale } from "@/components/states/stale";
import { Button } from "@/components/ui/button";
import { PageHead } from "@/components/ui/page-head";
import { incidentList } from "@/lib/client/incident-list";
import { useConnection } from "@/lib/client/store/connection";
import type { Role } from "@/lib/contracts/common";
import type { IncidentFilter as Filter } from "@/lib/fold/incident-filter";
import { anyIncident, incidentsPath, readIncidentFilter } from "@/lib/fold/incident-filter";

/** Changes the address without asking the server for a page: the list is read by the browser. */
function turnTo(filter: Filter, quietly: boolean): void {
  const path = incidentsPath(filter);
  if (quietly) window.history.replaceState(null, "", path);
  else window.history.pushState(null, "", path);
}

/** The list of incidents that the address asks for. */
export function IncidentsClient({ role }: { role: Role }) {
  const t = useTranslations("incident");
  const address = useSearchParams().toString();
  const filter = useMemo(() => readIncidentFilter(new URLSearchParams(address)), [address]);
  return (
    <div className="mx-auto grid w-full max-w-6xl content-start gap-4 px-4 py-6 md:px-8">
      <PageHead title={t("title")} />
      <IncidentFilter value={filter} onChange={turnTo} />
      <Listed key={incidentsPath(filter)} filter={filter} role={role} />
    </div>
  );
}

function Listed({ filter, role }: { filter: Filter; role: Role }) {
  const t = useTranslations("incident");
  const tState = useTranslations("state");
  const list = useMemo(() => incidentList(filter), [filter]);
  const { window: shown, failed, asOfMs } = useSyncExternalStore(list.subscribe, list.read, list.read);
  const live = useConnection((store) => store.state.status === "live" || store.contactAtMs === null);
  useEffect(() => list.start(), [list]);
  if (shown === null) return failed ? <Broken body={tState("brokenBody")} onRetry={() => void list.renew()} /> : <Loading />;
  const narrowed = incidentsPath(filter) !== incidentsPath({ ...anyIncident, show: filter.show });
  return (
    <>
      {(!live || failed) && <Stale asOfMs={asOfMs} />}
      {shown.outline.total === 0 && shown.arrived.size === 0 ? (
        <>
          <Empty title={narrowed ? t("emptyNarrowed") : t(`empty.${filter.show}`)} body={narrowed ? undefined : t("emptyBody")} />
          {narrowed && (
            <Button className="justify-self-start" onClick={() => turnTo({ ...anyIncident, show: filter.show }, false)}>
              {t("widen")}
            </Button>
          )}
        </>
      ) : (
        <IncidentList list={list} window={shown} role={role} live={live} />
      )}
    </>
  );
}
