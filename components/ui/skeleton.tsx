import clsx from "clsx";

/** The place something will take, before it is there. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={clsx("block rounded-sm bg-reef", className)} />;
}
