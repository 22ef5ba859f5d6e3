"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { toast } from "sonner";
import { call } from "@/lib/client/api";
import { api } from "@/lib/client/operations";
import { failureCode } from "@/lib/client/problem";
import { useApprovals } from "@/lib/client/store/approvals";
import type { Role } from "@/lib/contracts/common";
import { BrakeButton } from "./brake-button";
import { useShortcuts } from "./use-shortcuts";

/** Operators may pull the brake, commanders may release it. */
function mayMove(role: Role, paused: boolean): boolean {
  return role === "commander" || (role === "operator" && !paused);
}

/** The brake with its wire to the server. */
export function Brake({ role }: { role: Role }) {
  const t = useTranslations("automation");
  const tFailure = useTranslations("failure");
  const paused = useApprovals((store) => store.view.pulse?.paused);
  const [busy, setBusy] = useState(false);
  const disabled = paused === undefined || !mayMove(role, paused);

  async function press() {
    if (disabled || busy) return;
    setBusy(true);
    try {
      const answer = paused ? await call(api.resumeAutomation, {}) : await call(api.pauseAutomation, {});
      useApprovals.getState().setPaused(answer.paused);
    } catch (error) {
      toast.error(t("failed", { reason: tFailure(failureCode(error)) }));
    } finally {
      setBusy(false);
    }
  }

  useShortcuts({ "Shift+P": () => void press() });
  return <BrakeButton paused={paused ?? false} busy={busy} disabled={disabled} onPress={() => void press()} />;
}
