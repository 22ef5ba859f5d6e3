"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { LedgerEntry } from "@/lib/contracts/policy";
import { useSay } from "@/lib/i18n/use-say";
import { Button } from "../ui/button";
import { DataTable } from "../ui/data-table";
import { Tag } from "../ui/tag";

/** The address of an entry within its origin: `tool.kind`. */
export function ledgerKeyOf({ tool, entityKind }: Pick<LedgerEntry, "tool" | "entityKind">): string {
  return `${tool}.${entityKind}`;
}

/** What an entry is about, in words: an action on a kind of thing. */
export function useLedgerName(): (entry: Pick<LedgerEntry, "tool" | "entityKind">) => string {
  const t = useTranslations("policy.ledger");
  const say = useSay();
  return ({ tool, entityKind }) => t("what", { tool: say.code("action.tool", tool), kind: say.code("entity.kind", entityKind) });
}

/** Each action type with its record, how sure that makes us, and whether it may run unasked. */
export function LedgerTable({ entries, blocked, onSet }: { entries: readonly LedgerEntry[]; blocked: boolean; onSet: (entry: LedgerEntry) => void }) {
  const t = useTranslations("policy.ledger");
  const format = useFormatter();
  const name = useLedgerName();
  return (
    <DataTable
      label={t("label")}
      columns={[
        { key: "what", heading: t("column.what"), cell: (entry: LedgerEntry) => <span className="text-body">{name(entry)}</span> },
        { key: "now", heading: t("column.now"), cell: (entry) => <Now entry={entry} /> },
        { key: "record", heading: t("column.record"), cell: (entry) => <Record entry={entry} /> },
        { key: "bound", heading: t("column.bound"), numeric: true, cell: (entry) => entry.trials > 0 && format.number(entry.lowerBound, "ratio") },
        { key: "counts", heading: t("column.counts"), cell: (entry) => <Counts entry={entry} /> },
        {
          key: "act",
          heading: t("column.act"),
          cell: (entry) => (
            <Button disabled={blocked} aria-label={t("setFor", { what: name(entry) })} onClick={() => onSet(entry)}>
              {t("set")}
            </Button>
          ),
        },
      ]}
      rows={entries}
      rowKey={ledgerKeyOf}
    />
  );
}

function Now({ entry }: { entry: LedgerEntry }) {
  const t = useTranslations("policy.ledger");
  const tValue = useTranslations("policy.value");
  return (
    <span className="flex flex-wrap gap-1">
      {entry.automaticNow ? <Tag tone="machine">{t("automatic")}</Tag> : <Tag>{t("asks")}</Tag>}
      {entry.standing !== "earned" && <Tag>{tValue(entry.standing)}</Tag>}
    </span>
  );
}

function Record({ entry }: { entry: LedgerEntry }) {
  const t = useTranslations("policy.ledger");
  const { verified, trials, lowerBound, sinceFailure, demotedAt } = entry;
  return (
    <span className="grid min-w-44 gap-1">
      <span>{trials === 0 ? t("noTrials") : t("record", { verified, trials })}</span>
      <span aria-hidden className="relative h-1 rounded-sm bg-reef">
        <span className="absolute inset-y-0 left-0 rounded-sm bg-edge" style={{ width: `${trials === 0 ? 0 : (verified / trials) * 100}%` }} />
        <span className="absolute inset-y-0 left-0 rounded-sm bg-mist" style={{ width: `${lowerBound * 100}%` }} />
      </span>
      <span className="text-caption text-silt">
        {demotedAt !== null ? <Demoted at={demotedAt} /> : trials === 0 ? null : sinceFailure === null ? t("never") : t("since", { count: sinceFailure })}
      </span>
    </span>
  );
}

function Demoted({ at }: { at: string }) {
  const t = useTranslations("policy.ledger");
  const format = useFormatter();
  return <time dateTime={at}>{t("demoted", { time: format.dateTime(new Date(at), "stamp") })}</time>;
}

const counted = ["automatic", "approved", "denied", "failed", "rolledBack", "reopened"] as const;

function Counts({ entry }: { entry: LedgerEntry }) {
  const t = useTranslations("policy.ledger.count");
  return <span className="text-caption text-mist">{counted.filter((key) => entry[key] > 0).map((key) => t(key, { count: entry[key] })).join(" · ")}</span>;
}
