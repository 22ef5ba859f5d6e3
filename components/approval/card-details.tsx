"use client";

import type { Approval } from "@/lib/contracts/approval";
import { PlaybookOutline } from "../action/playbook-outline";
import { EvidenceTrail } from "../decision/evidence-trail";
import { BlastRadius } from "./blast-radius";
import { DiffBlock } from "./diff-block";
import { RiskFactors } from "./risk-factors";
import { WhyNotAuto } from "./why-not-auto";

/** Everything a person may want to see before answering. */
export function CardDetails({ approval }: { approval: Approval }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-6 border-t border-line pt-5">
      <EvidenceTrail decision={approval.decision} />
      {approval.action.steps === null ? <DiffBlock diff={approval.action.diff} observedAt={approval.action.target.observedAt} /> : <PlaybookOutline steps={approval.action.steps} />}
      <BlastRadius radius={approval.decision.blastRadius} />
      <div className="grid gap-x-8 gap-y-6 md:grid-cols-2">
        {approval.decision.risk && <RiskFactors risk={approval.decision.risk} />}
        <WhyNotAuto reasons={approval.action.policy.whyNotAuto} action={approval.action} />
      </div>
    </div>
  );
}
