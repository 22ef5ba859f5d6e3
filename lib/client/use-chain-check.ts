"use client";

import { useState } from "react";
import type { AuditVerification } from "../contracts/audit";
import { call } from "./api";
import { serverNowMs } from "./clock";
import { api } from "./operations";

const linksAtOnce = 20_000;

/** How far a check of the chain is: links so far, and what it said at the end. */
export interface ChainCheck {
  readonly running: boolean;
  readonly checkedCount: number;
  /** The answer that ended it; null before. */
  readonly result: AuditVerification | null;
  /** ISO-8601. */
  readonly endedAt: string | null;
  readonly error: unknown;
}

const idle: ChainCheck = { running: false, checkedCount: 0, result: null, endedAt: null, error: null };

/** A check of the whole chain, in as many steps as it takes, that ends at the first fault; and the start of another. */
export function useChainCheck(): [ChainCheck, () => void] {
  const [state, setState] = useState(idle);

  async function run() {
    let checkedCount = 0;
    let checkpointCount = 0;
    let cursor: string | undefined;
    setState({ ...idle, running: true });
    try {
      for (;;) {
        const result: AuditVerification = await call(api.verifyAudit, { query: { limit: linksAtOnce, cursor } });
        checkedCount += result.checkedCount;
        checkpointCount += result.checkpoints.checkedCount;
        cursor = result.nextCursor ?? undefined;
        if (cursor === undefined || !result.intact) return setState({ ...idle, checkedCount, result: { ...result, checkpoints: { ...result.checkpoints, checkedCount: checkpointCount } }, endedAt: new Date(serverNowMs()).toISOString() });
        setState({ ...idle, running: true, checkedCount });
      }
    } catch (error) {
      setState({ ...idle, error });
    }
  }

  return [state, () => void run()];
}
