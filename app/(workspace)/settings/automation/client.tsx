"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { usePermission } from "@/components/account/use-permission";
import { BrakeControl } from "@/components/automation/brake-control";
import { ModeChoice } from "@/components/automation/mode-choice";
import { Answer } from "@/components/states/answer";
import { call } from "@/lib/client/api";
import { api } from "@/lib/client/operations";
import { automationState } from "@/lib/client/query/settings";
import { useApprovals } from "@/lib/client/store/approvals";
import { sayDone } from "@/lib/client/store/notices";
import type { Automation, OperatingMode } from "@/lib/contracts/automation";
import type { Role } from "@/lib/contracts/common";

/** The operating mode and the brake. */
export function AutomationClient({ role }: { role: Role }) {
  const query = useQuery(automationState);
  return <Answer query={query}>{(automation) => <Controls automation={automation} role={role} />}</Answer>;
}

function Controls({ automation, role }: { automation: Automation; role: Role }) {
  const t = useTranslations("automation");
  const queries = useQueryClient();
  const commander = usePermission(role, "commander");
  const operator = usePermission(role, "operator");
  const pulse = useApprovals((store) => store.view.pulse);
  // The stream is ahead of the answer when somebody else presses.
  const now: Automation = pulse === null ? automation : { ...automation, paused: pulse.paused, fault: pulse.fault };
  const take = (answer: Automation) => {
    queries.setQueryData(automationState.queryKey, answer);
    useApprovals.getState().setPaused(answer.paused);
  };
  const mode = useMutation({
    mutationFn: (chosen: OperatingMode) => call(api.setAutomationMode, { body: { mode: chosen } }),
    onSuccess: (answer) => {
      take(answer);
      sayDone(t("modeSet", { mode: t(`mode.${answer.mode}`) }));
    },
  });
  const brake = useMutation({ mutationFn: () => (now.paused ? call(api.resumeAutomation, {}) : call(api.pauseAutomation, {})), onSuccess: take });
  return (
    <div className="grid items-start gap-x-12 gap-y-8 lg:grid-cols-2">
      <ModeChoice key={now.mode} mode={now.mode} busy={mode.isPending} blocked={commander} error={mode.error} onSet={mode.mutate} />
      <div className="grid gap-8">
        <BrakeControl automation={now} busy={brake.isPending} blocked={now.paused ? commander : operator} error={brake.error} onPress={brake.mutate} />
      </div>
    </div>
  );
}
