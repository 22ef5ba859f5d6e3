"use client";

import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { hasRole, usePermission } from "@/components/account/use-permission";
import { DeadLetterList } from "@/components/dead-letter/dead-letter-list";
import { Answer } from "@/components/states/answer";
import { Blocked } from "@/components/states/blocked";
import { Empty } from "@/components/states/empty";
import { Button } from "@/components/ui/button";
import { call } from "@/lib/client/api";
import { api } from "@/lib/client/operations";
import { failureCode } from "@/lib/client/problem";
import { deadLetterPages } from "@/lib/client/query/settings";
import { sayDone, sayFailure } from "@/lib/client/store/notices";
import type { Role } from "@/lib/contracts/common";

/** Deliveries that failed every attempt, and the way back. */
export function DeadLettersClient({ role }: { role: Role }) {
  const t = useTranslations("deadLetter");
  const sees = hasRole(role, "operator");
  return (
    <>
      <p className="max-w-2xl text-body text-mist">{t("intro")}</p>
      {sees ? <Letters role={role} /> : <Blocked reason={t("operatorOnly")} />}
    </>
  );
}

function Letters({ role }: { role: Role }) {
  const t = useTranslations("deadLetter");
  const query = useInfiniteQuery(deadLetterPages);
  const blocked = usePermission(role, "operator");
  const [busy, requeue] = useRequeue();
  return (
    <Answer query={query}>
      {({ pages }) => {
        const letters = pages.flatMap((page) => page.items);
        if (letters.length === 0) return <Empty title={t("empty")} body={t("emptyBody")} />;
        return (
          <>
            <Blocked reason={blocked} />
            {letters.length > 1 && (
              <div>
                <Button aria-busy={busy.size > 0} disabled={busy.size > 0 || blocked !== null} onClick={() => void requeue(letters.map((letter) => letter.id))}>
                  {t("requeueAll", { count: letters.length })}
                </Button>
              </div>
            )}
            <DeadLetterList letters={letters} busy={busy} blocked={blocked !== null} onRequeue={(id) => void requeue([id])} />
            {query.hasNextPage && (
              <Button className="justify-self-start" aria-busy={query.isFetchingNextPage} disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                {t("more")}
              </Button>
            )}
          </>
        );
      }}
    </Answer>
  );
}

/** Puts deliveries back one after the other; the first refusal ends it and is said. */
function useRequeue(): [ReadonlySet<string>, (ids: readonly string[]) => Promise<void>] {
  const t = useTranslations("deadLetter");
  const tFailure = useTranslations("failure");
  const queries = useQueryClient();
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set());
  async function requeue(ids: readonly string[]) {
    setBusy(new Set(ids));
    try {
      for (const id of ids) await call(api.requeueDeadLetter, { params: { id } });
      sayDone(t("requeued"));
    } catch (error) {
      sayFailure(tFailure(failureCode(error)));
    } finally {
      await queries.invalidateQueries({ queryKey: deadLetterPages.queryKey });
      setBusy(new Set());
    }
  }
  return [busy, requeue];
}
