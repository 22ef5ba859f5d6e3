"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { DecisionZone } from "@/components/approval/decision-zone";
import { useHandedOver } from "@/components/decision/use-handed-over";
import { Broken } from "@/components/states/broken";
import { Stale } from "@/components/states/stale";
import { AutonomyIndexPanel } from "@/components/stats/autonomy-index-panel";
import { DepthMarks } from "@/components/stats/depth-marks";
import { SystemPulseRow } from "@/components/stats/system-pulse-row";
import { useBrief } from "@/components/stats/use-brief";
import { Waterline } from "@/components/stats/waterline";
import { Skeleton } from "@/components/ui/skeleton";
import { TextLink } from "@/components/ui/text-link";
import { useLoaded } from "@/components/ui/use-loaded";
import { useNow } from "@/lib/client/clock";
import { decide, decideAll, extend, undo } from "@/lib/client/decide";
import { settledIncidents } from "@/lib/client/query/incident";
import { useApprovals } from "@/lib/client/store/approvals";
import { useConnection } from "@/lib/client/store/connection";
import type { Role } from "@/lib/contracts/common";
import { depthMarks } from "@/lib/fold/depth";

/** The water surface: the number, the pulse, what has risen, the line, and what went down. */
export function DashboardClient({ role }: { role: Role }) {
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
            <div className="relative z-10 mt-auto -mb-6 pt-6">{view.ready ? <Risen role={role} live={live} /> : <Skeleton className="mb-8 h-24 w-full rounded-lg" />}</div>
          </>
        )}
      </div>
      <Waterline />
      <Deep />
    </div>
  );
}

/** What stands above the line: the night's brief, the questions, and what the machine has handed over. */
function Risen({ role, live }: { role: Role; live: boolean }) {
  const { view, intents, refusals, dismissed, dismiss } = useApprovals();
  const origin = view.pulse?.origin;
  const handedOver = useHandedOver(origin);
  const { brief, dismiss: putAway } = useBrief(origin);
  const [Unknowns, loadUnknowns] = useLoaded(() => import("@/components/decision/unknown-cards").then((module) => module.UnknownCards));
  const [Brief, loadBrief] = useLoaded(() => import("@/components/stats/morning-brief").then((module) => module.MorningBrief));
  const unknown = handedOver.length > 0;
  useEffect(() => {
    if (unknown) loadUnknowns();
  }, [unknown, loadUnknowns]);
  useEffect(() => {
    if (brief !== null) loadBrief();
  }, [brief, loadBrief]);
  return (
    <DecisionZone
      approvals={Object.values(view.approvals)}
      openIncidents={view.pulse?.openIncidents ?? 0}
      role={role}
      live={live}
      intents={intents}
      refusals={refusals}
      dismissed={dismissed}
      onDecide={(approval, decision, reason) => void decide(approval, decision, reason)}
      onDecideAll={(approvals) => void decideAll(approvals, "approve")}
      onUndo={(approval) => void undo(approval)}
      onExtend={(approval) => void extend(approval)}
      onDismiss={dismiss}
      brief={brief !== null && Brief !== null && <Brief brief={brief} onDismiss={putAway} />}
      handedOver={unknown && Unknowns !== null && <Unknowns incidents={handedOver} enabled={live && role !== "viewer"} />}
    />
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
