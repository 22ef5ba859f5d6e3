"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useEffect } from "react";
import { Calm } from "@/components/approval/calm";
import { Broken } from "@/components/states/broken";
import { Stale } from "@/components/states/stale";
import { AutonomyIndexPanel } from "@/components/stats/autonomy-index-panel";
import { DepthMarks } from "@/components/stats/depth-marks";
import { SystemPulseRow } from "@/components/stats/system-pulse-row";
import { Waterline } from "@/components/stats/waterline";
import { Skeleton } from "@/components/ui/skeleton";
import { TextLink } from "@/components/ui/text-link";
import { useLoaded } from "@/components/ui/use-loaded";
import { useNow } from "@/lib/client/clock";
import { investigatedIncidents, settledIncidents } from "@/lib/client/query/incident";
import { useApprovals } from "@/lib/client/store/approvals";
import { useConnection } from "@/lib/client/store/connection";
import type { Role } from "@/lib/contracts/common";
import { depthMarks } from "@/lib/fold/depth";
import { surfaceOf } from "@/lib/fold/surface";

/** The water surface: the number, the pulse, what has risen, the line, and what went down. */
export function DashboardClient({ role, brief }: { role: Role; brief: ReactNode }) {
  const { view } = useApprovals();
  const { state, contactAtMs, retryNow } = useConnection();
  const live = state.status === "live";
  const broken = !view.ready && (state.status === "offline" || (state.status === "reconnecting" && state.attempt > 1));
  const stale = view.ready && !live && contactAtMs !== null;
  return (
    <div className="flex flex-1 flex-col overflow-x-clip">
      <div className="mx-auto flex w-full max-w-6xl flex-1 flex-col gap-6 px-4 pt-4 md:px-8 md:pt-8">
        {broken ? (
          <BrokenStream onRetry={retryNow} />
        ) : (
          <>
            <AutonomyIndexPanel autonomy={view.autonomy} stale={!live} />
            <SystemPulseRow pulse={view.pulse} stale={view.ready && !live} />
            {stale && <Stale asOfMs={contactAtMs} />}
            <div className="relative z-10 mt-auto -mb-6 pt-6">{view.ready ? <Risen role={role} live={live} brief={brief} /> : <Skeleton className="mb-8 h-24 w-full rounded-lg" />}</div>
          </>
        )}
      </div>
      <Waterline />
      <Deep />
    </div>
  );
}

/** What stands above the line: the night's brief, and what waits; a calm sea is drawn without the code of what could rise. */
function Risen({ role, live, brief }: { role: Role; live: boolean; brief: ReactNode }) {
  const t = useTranslations("approval");
  const { view, dismissed } = useApprovals();
  const nowMs = useNow(5_000);
  const { origin, openIncidents = 0 } = view.pulse ?? {};
  const { data: investigated } = useQuery({ ...investigatedIncidents(origin ?? "live"), enabled: origin !== undefined && openIncidents > 0 });
  const stirred = Object.values(view.approvals).some((approval) => surfaceOf(approval, nowMs, dismissed[approval.id] === true) !== "sunk") || (openIncidents > 0 && (investigated?.items.length ?? 0) > 0);
  const [Zone, loadZone] = useLoaded(() => import("@/components/approval/live-zone").then((module) => module.LiveZone));
  useEffect(() => {
    if (stirred) loadZone();
  }, [stirred, loadZone]);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {brief}
      {Zone !== null ? (
        <Zone role={role} live={live} />
      ) : stirred ? (
        <Skeleton className="mb-8 h-48 w-full rounded-lg" />
      ) : (
        <section aria-labelledby="decision-zone">
          <h2 id="decision-zone" className="sr-only">
            {t("zone")}
          </h2>
          <Calm openIncidents={openIncidents} live={live} className="pb-14" />
        </section>
      )}
    </div>
  );
}

function BrokenStream({ onRetry }: { onRetry: () => void }) {
  const t = useTranslations("state");
  return (
    <Broken body={t("brokenStream")} onRetry={onRetry}>
      <TextLink href="/incidents">{t("toIncidents")}</TextLink>
    </Broken>
  );
}

function Deep() {
  const origin = useApprovals((store) => store.view.pulse?.origin);
  const { data } = useQuery({ ...settledIncidents(origin ?? "live"), enabled: origin !== undefined });
  const nowMs = useNow(60_000);
  return (
    <div className="-mt-2 bg-linear-to-b from-deep to-abyss pt-2">
      <DepthMarks marks={depthMarks(data?.items ?? [], nowMs)} more={data?.nextCursor != null} />
    </div>
  );
}
