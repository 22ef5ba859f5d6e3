import clsx from "clsx";
import type { ReactNode } from "react";

/** The key that does the same as the control it stands in; seen where there is a keyboard, never heard. */
export function Kbd({ keys, className }: { keys: string; className?: string }) {
  return (
    <kbd aria-hidden className={clsx("hidden min-w-5 justify-center rounded-sm border border-current/40 px-1 font-mono text-caption leading-4 pointer-fine:inline-flex", className)}>
      {keys}
    </kbd>
  );
}

/** A key in a text about keys. */
export function KeyCap({ children }: { children: ReactNode }) {
  return <kbd className="inline-flex min-w-6 justify-center rounded-sm border border-edge px-1.5 font-mono text-caption whitespace-nowrap">{children}</kbd>;
}
