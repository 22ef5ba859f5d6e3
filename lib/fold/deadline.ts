import type { Approval } from "../contracts/approval";

const stepMs = 30 * 60_000;
const longestLifeMs = 24 * 3_600_000;

/** The deadline after one extension: half an hour later, a day after it was asked for at most; null when it cannot be moved any more. */
export function extendedDeadline(approval: Pick<Approval, "status" | "requestedAt" | "expiresAt">, nowMs: number): string | null {
  const standsMs = Date.parse(approval.expiresAt);
  const atMs = Math.min(standsMs + stepMs, Date.parse(approval.requestedAt) + longestLifeMs);
  return approval.status === "pending" && standsMs > nowMs && atMs > standsMs ? new Date(atMs).toISOString() : null;
}
