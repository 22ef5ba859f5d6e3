import clsx from "clsx";
import type { ReactNode } from "react";

const tones = {
  plain: "border-edge text-mist",
  machine: "border-dotted border-biolum text-biolum",
  claw: "border-claw text-claw",
  ember: "border-ember text-ember",
  kelp: "border-kelp text-kelp",
} as const;

/** A word that says what something is; the tone only underlines it, and `claw` is kept for what needs a person. */
export function Tag({ tone = "plain", children }: { tone?: keyof typeof tones; children: ReactNode }) {
  return <span className={clsx("inline-flex h-6 items-center gap-1 rounded-sm border px-2 text-caption whitespace-nowrap", tones[tone])}>{children}</span>;
}
