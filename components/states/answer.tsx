"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useConnection } from "@/lib/client/store/connection";
import { Broken } from "./broken";
import { Loading } from "./loading";
import { Stale } from "./stale";

/** What of a query this needs; every query of react-query has it. */
export interface Asked<Data> {
  readonly data: Data | undefined;
  readonly isError: boolean;
  readonly dataUpdatedAt: number;
  readonly refetch: () => unknown;
}

export interface AnswerProps<Data> {
  query: Asked<Data>;
  rows?: number;
  children: (data: Data) => ReactNode;
}

/** What was asked of the server, in its honest states: not there yet, broken, past, or present. Empty is the child's to say. */
export function Answer<Data>({ query, rows, children }: AnswerProps<Data>) {
  const t = useTranslations("state");
  const live = useConnection((store) => store.state.status === "live" || store.contactAtMs === null);
  if (query.data === undefined) return query.isError ? <Broken body={t("brokenBody")} onRetry={() => void query.refetch()} /> : <Loading rows={rows ?? 6} />;
  return (
    <>
      {(!live || query.isError) && <Stale asOfMs={query.dataUpdatedAt} />}
      {children(query.data)}
    </>
  );
}
