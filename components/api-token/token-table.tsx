"use client";

import { useTranslations } from "next-intl";
import { useNow } from "@/lib/client/clock";
import type { ApiToken } from "@/lib/contracts/api-token";
import { Age } from "../ui/age";
import { ClockTime } from "../ui/clock-time";
import { DataTable } from "../ui/data-table";
import { SureButton } from "../ui/sure-button";
import { Tag } from "../ui/tag";

export interface TokenTableProps {
  tokens: readonly ApiToken[];
  busy: boolean;
  blocked: boolean;
  onRevoke: (token: ApiToken) => void;
}

const minuteMs = 60_000;

/** API tokens by their first letters: what they may do, when they were used, when they end. */
export function TokenTable({ tokens, busy, blocked, onRevoke }: TokenTableProps) {
  const t = useTranslations("token");
  const tRole = useTranslations("account.role");
  return (
    <DataTable
      label={t("list")}
      columns={[
        { key: "name", heading: t("column.name"), cell: (token: ApiToken) => <Name token={token} /> },
        { key: "role", heading: t("column.role"), cell: (token) => tRole(token.role) },
        { key: "used", heading: t("column.used"), cell: (token) => (token.lastUsedAt === null ? <span className="text-silt">{t("unused")}</span> : <Age at={token.lastUsedAt} className="whitespace-nowrap" />) },
        { key: "ends", heading: t("column.ends"), cell: (token) => <Ends token={token} /> },
        { key: "act", heading: t("column.act"), cell: (token) => token.revokedAt === null && <SureButton look="quiet" busy={busy} disabled={blocked} text={t("revoke")} sure={t("revokeSure", { name: token.name })} onSure={() => onRevoke(token)} /> },
      ]}
      rows={tokens}
      rowKey={(token) => token.id}
    />
  );
}

function Name({ token }: { token: ApiToken }) {
  const t = useTranslations("token");
  return (
    <span className="grid min-w-40 gap-0.5">
      {token.name}
      <span className="flex flex-wrap gap-x-3 text-caption text-silt">
        <span translate="no" className="font-mono">
          {token.prefix}…
        </span>
        {t("madeBy", { name: token.createdBy.name })}
      </span>
    </span>
  );
}

function Ends({ token: { revokedAt, expiresAt } }: { token: ApiToken }) {
  const t = useTranslations("token");
  const nowMs = useNow(minuteMs);
  if (revokedAt !== null) return <Tag>{t("revoked")}</Tag>;
  if (nowMs > 0 && Date.parse(expiresAt) <= nowMs) return <Tag>{t("expired")}</Tag>;
  return <ClockTime at={expiresAt} look="full" className="whitespace-nowrap" />;
}
