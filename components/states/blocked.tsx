import { Lock } from "lucide-react";

/** Why what stands here cannot be used, in one sentence; nothing when it can. */
export function Blocked({ reason }: { reason: string | null }) {
  if (reason === null) return null;
  return (
    <p className="flex items-start gap-2 text-caption text-mist">
      <Lock aria-hidden className="mt-0.5 size-3.5 shrink-0" />
      {reason}
    </p>
  );
}
