"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { call } from "@/lib/client/api";
import { api } from "@/lib/client/operations";
import { failureCode } from "@/lib/client/problem";
import { useApprovals } from "@/lib/client/store/approvals";
import { sayFailure } from "@/lib/client/store/notices";
import type { Role } from "@/lib/contracts/common";

/** Operators may pull the brake, commanders may release it. */
function mayMove(role: Role, paused: boolean): boolean {
  return role === "commander" || (role === "operator" && !paused);
}

export interface BrakeState {
  paused: boolean;
  busy: boolean;
  /** Not known yet, or the role does not allow it. */
  disabled: boolean;
  press: () => void;
}

/** The global brake with its wire to the server; a refusal is said at the foot of the page. */
export function useBrake(role: Role): BrakeState {
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
      sayFailure(t("failed", { reason: tFailure(failureCode(error)) }));
    } finally {
      setBusy(false);
    }
  }

  return { paused: paused ?? false, busy, disabled, press: () => void press() };
}
