import { useFormatter } from "next-intl";

/** A moment in the workspace's zone; the full one shows on hover. */
export function ClockTime({ at, format = "stamp", className }: { at: string; format?: "clock" | "precise" | "stamp" | "full"; className?: string }) {
  const formatter = useFormatter();
  const date = new Date(at);
  return (
    <time dateTime={at} title={formatter.dateTime(date, "full")} className={className}>
      {formatter.dateTime(date, format)}
    </time>
  );
}
