"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import type { Policy } from "@/lib/contracts/policy";
import { ClockTime } from "../ui/clock-time";
import { Tag } from "../ui/tag";
import { SettingSummary } from "./setting-value";

/** Every policy in the order in which they judge: what it is for, how it is set, and who set it so. */
export function PolicyList({ policies }: { policies: readonly Policy[] }) {
  const t = useTranslations("policy");
  return (
    <ul aria-label={t("listLabel")} className="-mt-6">
      {policies.map((policy) => (
        <li key={policy.id} className="border-b border-line">
          <Link href={`/policies/${policy.id}`} prefetch={false} className="-mx-3 grid gap-x-8 gap-y-1 rounded-md px-3 py-3 hover:bg-deep md:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_9rem]">
            <span className="grid content-start gap-0.5">
              <span className="flex flex-wrap items-center gap-2 text-body">
                {t(`name.${policy.rule}`)}
                {!policy.editable && <Tag>{t(policy.rule === "stateful_never_automatic" ? "doctrine" : "elsewhere")}</Tag>}
              </span>
              <span className="text-caption text-mist">{t(`about.${policy.rule}`)}</span>
            </span>
            <SettingSummary rule={policy.rule} settings={policy.settings} />
            <span className="grid content-start text-caption text-silt">
              {policy.changedAt === null || policy.changedBy === null ? (
                policy.editable && t("shipped")
              ) : (
                <>
                  <span className="text-mist">{t("versionN", { version: policy.version })}</span>
                  <span>{policy.changedBy.name}</span>
                  <ClockTime at={policy.changedAt} />
                </>
              )}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
