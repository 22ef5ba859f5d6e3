import { useFormatter } from "next-intl";

/** A moment in the workspace's zone; the full one shows on hover. */
export function ClockTime({ at, look = "stamp", className }: { at: string; look?: "clock" | "precise" | "stamp" | "full"; className?: string }) {
  const format = useFormatter();
  const date = new Date(at);
  return (
    <time dateTime={at} title={format.dateTime(date, "full")} className={className}>
      {format.dateTime(date, look)}
    </time>
  );
}
