import type { DiffLine } from "@/lib/contracts/action";
import type { Approval } from "@/lib/contracts/approval";

/** Arguments that say which thing is meant, not what is done to it. */
const naming = new Set(["cluster", "namespace", "name"]);

function deedOf({ action }: Approval): string {
  return JSON.stringify([action.origin, action.tool, Object.entries(action.args).filter(([name]) => !naming.has(name)).sort(([a], [b]) => a.localeCompare(b))]);
}

/** Waiting approvals of low risk that would do the same to different targets, two or more together; nothing else is ever answered in bulk. */
export function identicalLowRisks(approvals: readonly Approval[]): Approval[][] {
  const groups = new Map<string, Approval[]>();
  for (const approval of approvals) {
    if (approval.status !== "pending" || approval.action.risk !== "low") continue;
    const deed = deedOf(approval);
    groups.set(deed, [...(groups.get(deed) ?? []), approval]);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

/** One change, and whose it is. */
export interface CombinedDiff {
  readonly diff: readonly DiffLine[];
  readonly approvals: readonly Approval[];
}

/** The diffs of several approvals as one: equal changes are told once, with all whose they are. Moments within them do not make them differ. */
export function combineDiffs(approvals: readonly Approval[]): CombinedDiff[] {
  const told = new Map<string, Approval[]>();
  for (const approval of approvals) {
    const key = JSON.stringify(approval.action.diff.map(({ path, before, after }) => [path, undated(before), undated(after)]));
    told.set(key, [...(told.get(key) ?? []), approval]);
  }
  return [...told.values()].map((group) => ({ diff: group[0]?.action.diff ?? [], approvals: group }));
}

function undated(value: string | null): string | null {
  return value === null ? null : value.replaceAll(/\d{4}-\d{2}-\d{2}T[\d:.]+Z?/g, "@");
}
