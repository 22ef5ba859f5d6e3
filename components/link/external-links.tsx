"use client";

import { useTranslations } from "next-intl";
import type { OutsideLink, OutsideTool } from "@/lib/contracts/link";
import { ExternalLink } from "../ui/external-link";

/** What the tools call themselves, in every language. */
const names: Readonly<Record<OutsideTool, string>> = { signoz: "SigNoz", grafana: "Grafana", sentry: "Sentry", alertmanager: "Alertmanager", prometheus: "Prometheus", github: "GitHub" };

/** Buttons that lead out, each in a new tab and at the time that matters; nothing when there is nowhere to go. */
export function ExternalLinks({ links }: { links: readonly OutsideLink[] }) {
  const t = useTranslations("incident");
  if (links.length === 0) return null;
  return (
    <ul aria-label={t("links")} className="flex flex-wrap gap-2">
      {links.map(({ tool, url, subject }) => (
        <li key={url} className="min-w-0 max-w-full">
          <ExternalLink href={url} className="row inline-flex max-w-full items-center gap-2 rounded-md border border-edge px-3 text-small text-foam hover:bg-reef">
            <span className="sr-only">{t("openIn", { tool: names[tool] })}</span>
            <span aria-hidden className="font-medium">
              {names[tool]}
            </span>
            {subject !== null && (
              <span translate="no" className="min-w-0 truncate font-mono text-caption text-mist">
                {subject}
              </span>
            )}
          </ExternalLink>
        </li>
      ))}
    </ul>
  );
}
