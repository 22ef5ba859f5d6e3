"use client";

import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { hasRole, usePermission } from "@/components/account/use-permission";
import { TokenTable } from "@/components/api-token/token-table";
import { Answer } from "@/components/states/answer";
import { Blocked } from "@/components/states/blocked";
import { Empty } from "@/components/states/empty";
import { Refused } from "@/components/states/refused";
import { Button } from "@/components/ui/button";
import { useLoaded } from "@/components/ui/use-loaded";
import { call } from "@/lib/client/api";
import { api } from "@/lib/client/operations";
import { tokenPages } from "@/lib/client/query/settings";
import { sayDone } from "@/lib/client/store/notices";
import type { ApiToken } from "@/lib/contracts/api-token";
import type { Role } from "@/lib/contracts/common";

/** Keys for machines and scripts. */
export function TokensClient({ role, making }: { role: Role; making: boolean }) {
  const t = useTranslations("token");
  const sees = hasRole(role, "commander");
  return (
    <>
      <p className="max-w-2xl text-body text-mist">{t("intro")}</p>
      {sees ? <Tokens role={role} making={making} /> : <Blocked reason={t("commanderOnly")} />}
    </>
  );
}

function Tokens({ role, making }: { role: Role; making: boolean }) {
  const t = useTranslations("token");
  const router = useRouter();
  const queries = useQueryClient();
  const query = useInfiniteQuery(tokenPages);
  const blocked = usePermission(role, "commander");
  const revoke = useMutation({
    mutationFn: (token: ApiToken) => call(api.revokeApiToken, { params: { id: token.id } }),
    onSuccess: (token) => sayDone(t("revokedNow", { name: token.name })),
    onSettled: () => queries.invalidateQueries({ queryKey: tokenPages.queryKey }),
  });
  return (
    <>
      <div>
        <Button look="strong" disabled={blocked !== null} onClick={() => router.push("/settings/tokens?new=1", { scroll: false })}>
          {t("new")}
        </Button>
      </div>
      <Blocked reason={blocked} />
      <Refused error={revoke.error} />
      <Answer query={query}>
        {({ pages }) => {
          const tokens = pages.flatMap((page) => page.items);
          return tokens.length === 0 ? <Empty title={t("empty")} body={t("emptyBody")} /> : <TokenTable tokens={tokens} busy={revoke.isPending} blocked={blocked !== null} onRevoke={revoke.mutate} />;
        }}
      </Answer>
      {query.hasNextPage && (
        <Button className="justify-self-start" aria-busy={query.isFetchingNextPage} disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t("more")}
        </Button>
      )}
      {making && blocked === null && <Maker onClose={() => router.replace("/settings/tokens", { scroll: false })} />}
    </>
  );
}

function Maker({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient();
  const [Dialog, load] = useLoaded(() => import("@/components/api-token/token-dialog").then((module) => module.TokenDialog));
  useEffect(load, [load]);
  const make = useMutation({
    mutationFn: (token: { name: string; role: Role; expiresInDays: number }) => call(api.createApiToken, { body: token }),
    onSuccess: () => queries.invalidateQueries({ queryKey: tokenPages.queryKey }),
    gcTime: 0,
  });
  return Dialog && <Dialog made={make.data ?? null} busy={make.isPending} error={make.error} onMake={make.mutate} onClose={onClose} />;
}
