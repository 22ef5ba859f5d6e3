import clsx from "clsx";
import { useTranslations } from "next-intl";
import type { Incident } from "@/lib/contracts/incident";

const tones: Record<Incident["status"], string> = {
  open: "text-foam",
  investigating: "text-foam",
  awaiting_approval: "text-claw font-medium",
  acting: "text-biolum border-b border-dotted border-biolum",
  verifying: "text-biolum border-b border-dotted border-biolum",
  resolved: "text-mist",
  reopened: "text-foam",
  dismissed: "text-silt",
};

/** Where an incident stands; claw and its mark only when a person is waited for. */
export function StatusWord({ status }: { status: Incident["status"] }) {
  const t = useTranslations("incident.status");
  return (
    <span className={clsx("whitespace-nowrap", tones[status])}>
      {status === "awaiting_approval" && <span aria-hidden>{"▲ "}</span>}
      {t(status)}
    </span>
  );
}
