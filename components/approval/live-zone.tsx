"use client";

import { useEffect } from "react";
import { decide, decideAll, extend, undo } from "@/lib/client/decide";
import { useApprovals } from "@/lib/client/store/approvals";
import type { Role } from "@/lib/contracts/common";
import { useHandedOver } from "../decision/use-handed-over";
import { Skeleton } from "../ui/skeleton";
import { useLoaded } from "../ui/use-loaded";
import { DecisionZone } from "./decision-zone";

/** The decision zone over what the stream tells and what the machine has handed over, with every answer on its way to the server. */
export function LiveZone({ role, live }: { role: Role; live: boolean }) {
  const { view, intents, refusals, dismissed, dismiss } = useApprovals();
  const handedOver = useHandedOver(view.pulse?.origin);
  const unknown = handedOver.length > 0;
  const [UnknownCards, loadUnknownCards] = useLoaded(() => import("../decision/unknown-cards").then((module) => module.UnknownCards));
  useEffect(() => {
    if (unknown) loadUnknownCards();
  }, [unknown, loadUnknownCards]);
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
      handedOver={unknown && (UnknownCards === null ? <Skeleton className="h-40 w-full rounded-lg" /> : <UnknownCards incidents={handedOver} enabled={live && role !== "viewer"} />)}
    />
  );
}
