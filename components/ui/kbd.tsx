import clsx from "clsx";

/** The key that does the same as the control it stands in. */
export function Kbd({ keys, className }: { keys: string; className?: string }) {
  return (
    <kbd aria-hidden className={clsx("hidden min-w-5 justify-center rounded-sm border border-current/40 px-1 font-mono text-caption leading-4 pointer-fine:inline-flex", className)}>
      {keys}
    </kbd>
  );
}
