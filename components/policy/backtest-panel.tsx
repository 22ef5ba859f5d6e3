"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Backtest } from "@/lib/contracts/policy";
import { Loading } from "../states/loading";
import { ClockTime } from "../ui/clock-time";
import { DataTable } from "../ui/data-table";
import { Section } from "../ui/section";
import { TextLink } from "../ui/text-link";

type Verdict = Backtest["changed"][number]["to"];
const verdicts = ["allow", "ask", "forbid"] as const satisfies readonly Verdict[];
const usualDays = 30;

export interface BacktestPanelProps {
  /** What came out; null while nothing was asked. */
  result: Backtest | null;
  running: boolean;
  /** Why it could not be done, in words. */
  failure: string | null;
  /** Why it may not be asked. */
  note: ReactNode;
  /** Whose record is judged, and the choice of it. */
  origin: ReactNode;
}

/** How the past would have gone under other settings: first how many would differ, then which way, then each of them with its end. */
export function BacktestPanel({ result, running, failure, note, origin }: BacktestPanelProps) {
  const t = useTranslations("policy.backtest");
  return (
    <Section heading={t("title", { days: result?.windowDays ?? usualDays })}>
      {origin}
      {note}
      <div aria-live="polite" aria-busy={running} className="grid gap-5">
        {failure !== null ? <p className="text-small text-ember">{t("failed", { reason: failure })}</p> : result !== null ? <Result result={result} /> : running ? <Loading rows={3} /> : <p className="text-body text-mist">{t("idle")}</p>}
      </div>
    </Section>
  );
}

function Result({ result }: { result: Backtest }) {
  const t = useTranslations("policy.backtest");
  const changed = result.transitions.reduce((sum, { count }) => sum + count, 0);
  if (result.considered === 0 && result.unknown === 0) return <p className="text-body text-mist">{t("nothing", { days: result.windowDays })}</p>;
  return (
    <>
      <p className="text-lead">{t("headline", { considered: result.considered, changed })}</p>
      {changed === 0 ? <p className="text-body text-mist">{t("same")}</p> : <Transitions result={result} />}
      <Verdicts result={result} />
      {result.unknown > 0 && <p className="text-caption text-silt">{t("unknown", { count: result.unknown })}</p>}
      {result.changed.length > 0 && <Changed result={result} />}
      {changed > result.changed.length && <p className="text-caption text-silt">{t("more", { shown: result.changed.length })}</p>}
    </>
  );
}

/** Which way, and how those really ended. */
function Transitions({ result: { transitions } }: { result: Backtest }) {
  const t = useTranslations("policy.backtest");
  const tChoice = useTranslations("policy.choice");
  const tStatus = useTranslations("action.status");
  const ways = [...new Set(transitions.map(({ from, to }) => `${from} ${to}`))].map((way) => transitions.filter(({ from, to }) => `${from} ${to}` === way));
  return (
    <ul className="grid gap-3">
      {ways.map((ends) => {
        const [first] = ends;
        if (first === undefined) return null;
        return (
          <li key={`${first.from} ${first.to}`} className="border-l-2 border-edge pl-3">
            <p className="text-body">{t("transition", { count: ends.reduce((sum, { count }) => sum + count, 0), from: tChoice(first.from), to: tChoice(first.to) })}</p>
            <p className="text-small text-mist">{t("ended", { endings: ends.map(({ status, count }) => t("ending", { status: tStatus(status), count })).join(" · ") })}</p>
          </li>
        );
      })}
    </ul>
  );
}

function Verdicts({ result }: { result: Backtest }) {
  const t = useTranslations("policy.backtest");
  const tChoice = useTranslations("policy.choice");
  return (
    <DataTable
      label={t("verdicts")}
      columns={[
        { key: "verdict", heading: t("verdict"), cell: (verdict: Verdict) => tChoice(verdict) },
        { key: "current", heading: t("current"), numeric: true, cell: (verdict) => <span className="text-mist">{result.current[verdict]}</span> },
        { key: "proposed", heading: t("proposed"), numeric: true, cell: (verdict) => <span className={result.current[verdict] === result.proposed[verdict] ? "text-mist" : "font-medium text-foam"}>{result.proposed[verdict]}</span> },
      ]}
      rows={verdicts}
      rowKey={(verdict) => verdict}
    />
  );
}

function Changed({ result }: { result: Backtest }) {
  const t = useTranslations("policy.backtest");
  const tChoice = useTranslations("policy.choice");
  const tTool = useTranslations("action.tool");
  const tStatus = useTranslations("action.status");
  return (
    <DataTable
      label={t("list")}
      columns={[
        { key: "action", heading: t("column.action"), cell: (row: Backtest["changed"][number]) => (
          <>
            {t("of", { tool: tTool(row.tool), target: row.target })}
            <span className="block text-caption text-silt"><ClockTime at={row.createdAt} /></span>
          </>
        ) },
        { key: "verdict", heading: t("column.verdict"), cell: (row) => `${tChoice(row.from)} → ${tChoice(row.to)}` },
        { key: "ended", heading: t("column.ended"), cell: (row) => (
          <>
            <span className="block">{tStatus(row.status)}</span>
            <TextLink href={`/incidents/${row.incidentId}`}>{t("incident")}</TextLink>
          </>
        ) },
      ]}
      rows={result.changed}
      rowKey={(row) => row.actionId}
    />
  );
}
