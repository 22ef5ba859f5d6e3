"use client";

import clsx from "clsx";
import { useFormatter, useTranslations } from "next-intl";
import type { Alert } from "@/lib/contracts/signal";
import { ExternalLink, isWebAddress } from "../ui/external-link";
import { Section } from "../ui/section";
import { Said } from "../ui/said";

/** The alerts of an incident, and why each belongs to it. What the sender wrote is shown as text, never as markup. */
export function IncidentAlerts({ alerts }: { alerts: readonly Alert[] }) {
  const t = useTranslations("incident");
  return (
    <Section heading={t("alerts")}>
      {alerts.length === 0 ? (
        <p className="text-body text-mist">{t("noAlerts")}</p>
      ) : (
        <ul className="grid gap-4">
          {alerts.map((alert) => (
            <AlertItem key={alert.id} alert={alert} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function AlertItem({ alert }: { alert: Alert }) {
  const t = useTranslations("alert");
  const format = useFormatter();
  return (
    <li className="grid gap-0.5">
      <p className="flex flex-wrap items-baseline gap-x-3">
        <span className="text-body">{alert.name}</span>
        <span className={clsx("text-small", alert.status === "firing" ? "text-foam" : "text-silt")}>{t(`status.${alert.status}`)}</span>
      </p>
      {alert.summary && <p className="text-small text-mist">{alert.summary}</p>}
      <p className="flex flex-wrap gap-x-4 text-caption text-silt">
        <span>{t("since", { time: format.dateTime(new Date(alert.startsAt), "stamp") })}</span>
        <span>{t("received", { count: alert.receivedCount })}</span>
        <span className="text-mist"><Said kind="joinReason" statement={alert.joinReason} /></span>
        {isWebAddress(alert.url) && <ExternalLink href={alert.url}>{t("openSource")}</ExternalLink>}
      </p>
      <Labels labels={alert.labels} />
    </li>
  );
}

function Labels({ labels }: { labels: Alert["labels"] }) {
  const t = useTranslations("alert");
  const entries = Object.entries(labels);
  if (entries.length === 0) return null;
  return (
    <details className="text-caption">
      <summary className="inline-flex min-h-6 items-center text-mist underline decoration-dotted underline-offset-4">{t("labels")}</summary>
      <dl translate="no" className="mt-1 grid gap-0.5 rounded-md bg-deep p-3 font-mono">
        {entries.map(([name, value]) => (
          <div key={name} className="flex flex-wrap gap-x-2">
            <dt className="text-silt">{name}</dt>
            <dd className="break-all text-mist">{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
