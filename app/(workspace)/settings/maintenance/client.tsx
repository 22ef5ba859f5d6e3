"use client";

import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { usePermission } from "@/components/account/use-permission";
import { WindowList } from "@/components/maintenance-window/window-list";
import { Answer } from "@/components/states/answer";
import { Blocked } from "@/components/states/blocked";
import { Empty } from "@/components/states/empty";
import { Refused } from "@/components/states/refused";
import { Button } from "@/components/ui/button";
import { useLoaded } from "@/components/ui/use-loaded";
import { call } from "@/lib/client/api";
import { serverNowMs } from "@/lib/client/clock";
import { freshKey } from "@/lib/client/decide";
import { api } from "@/lib/client/operations";
import { failureCode } from "@/lib/client/problem";
import { maintenancePages } from "@/lib/client/query/settings";
import { useApprovals } from "@/lib/client/store/approvals";
import { sayDone } from "@/lib/client/store/notices";
import type { Role } from "@/lib/contracts/common";
import type { MaintenanceWindow, NewMaintenanceWindow } from "@/lib/contracts/maintenance-window";

const here = "/settings/maintenance";

interface MaintenanceClientProps {
  role: Role;
  /** The window whose form is open: its id, or `new`. */
  open: string | null;
}

/** When not to act. */
export function MaintenanceClient({ role, open }: MaintenanceClientProps) {
  const t = useTranslations("maintenance");
  const router = useRouter();
  const queries = useQueryClient();
  const query = useInfiniteQuery(maintenancePages);
  const blocked = usePermission(role, "operator");
  const again = () => queries.invalidateQueries({ queryKey: maintenancePages.queryKey });
  const end = useMutation({
    mutationFn: ({ id, version }: MaintenanceWindow) => call(api.changeMaintenanceWindow, { params: { id }, body: { version, endsAt: new Date(serverNowMs()).toISOString() } }),
    onSuccess: ({ name }) => sayDone(t("saved", { name })),
    onSettled: again,
  });
  const remove = useMutation({ mutationFn: ({ id }: MaintenanceWindow) => call(api.deleteMaintenanceWindow, { params: { id } }), onSuccess: ({ name }) => sayDone(t("removed", { name })), onSettled: again });
  const error = end.error ?? remove.error;
  return (
    <>
      <p className="max-w-2xl text-body text-mist">{t("intro")}</p>
      <div>
        <Button look="strong" disabled={blocked !== null} onClick={() => router.push(`${here}?new=1`, { scroll: false })}>
          {t("new")}
        </Button>
      </div>
      <Blocked reason={blocked} />
      <Refused error={error} words={failureCode(error) === "conflict" ? t("conflict") : undefined} />
      <Answer query={query}>
        {({ pages }) => {
          const windows = pages.flatMap((page) => page.items);
          const edited = windows.find((window) => window.id === open) ?? null;
          return (
            <>
              {windows.length === 0 ? (
                <Empty title={t("empty")} body={t("emptyBody")} />
              ) : (
                <WindowList windows={windows} busy={end.isPending || remove.isPending} blocked={blocked !== null} onChange={(window) => router.push(`${here}?edit=${window.id}`, { scroll: false })} onEnd={end.mutate} onRemove={remove.mutate} />
              )}
              {blocked === null && (open === "new" || edited !== null) && <Form key={open} window={edited} onClose={() => router.replace(here, { scroll: false })} />}
            </>
          );
        }}
      </Answer>
      {query.hasNextPage && (
        <Button className="justify-self-start" aria-busy={query.isFetchingNextPage} disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t("more")}
        </Button>
      )}
    </>
  );
}

function Form({ window, onClose }: { window: MaintenanceWindow | null; onClose: () => void }) {
  const t = useTranslations("maintenance");
  const queries = useQueryClient();
  const [Dialog, load] = useLoaded(() => import("@/components/maintenance-window/window-dialog").then((module) => module.WindowDialog));
  useEffect(load, [load]);
  const world = useApprovals((store) => store.view.pulse?.origin);
  // One key per form, so that a second press of a slow network makes no second window.
  const [key] = useState(freshKey);
  const save = useMutation({
    mutationFn: ({ origin, ...change }: NewMaintenanceWindow) =>
      window === null ? call(api.createMaintenanceWindow, { headers: { "idempotency-key": key }, body: { origin, ...change } }) : call(api.changeMaintenanceWindow, { params: { id: window.id }, body: { ...change, version: window.version } }),
    onSuccess: ({ name }) => {
      sayDone(window === null ? t("created", { name }) : t("saved", { name }));
      void queries.invalidateQueries({ queryKey: maintenancePages.queryKey });
      onClose();
    },
  });
  return Dialog && <Dialog window={window} origin={world ?? "live"} nowMs={serverNowMs()} busy={save.isPending} error={save.error} conflict={failureCode(save.error) === "conflict"} onSave={save.mutate} onClose={onClose} />;
}
