"use client";

import { useTranslations } from "next-intl";
import type { MaintenanceScope, MaintenanceWindow } from "@/lib/contracts/maintenance-window";
import { entityPath } from "../entity/entity-name";
import { PracticeBadge } from "../shell/practice-badge";
import { Button } from "../ui/button";
import { ClockTime } from "../ui/clock-time";
import { SureButton } from "../ui/sure-button";
import { Tag } from "../ui/tag";

export interface WindowListProps {
  windows: readonly MaintenanceWindow[];
  busy: boolean;
  blocked: boolean;
  onChange: (window: MaintenanceWindow) => void;
  /** Ends one that is in force. */
  onEnd: (window: MaintenanceWindow) => void;
  onRemove: (window: MaintenanceWindow) => void;
}

/** When nobody acts, on what, and who said so; what is in force stands out. */
export function WindowList({ windows, ...rest }: WindowListProps) {
  const t = useTranslations("maintenance");
  return (
    <ul aria-label={t("list")} className="border-t border-line">
      {windows.map((window) => (
        <li key={window.id} className="border-b border-line py-3">
          <Window window={window} {...rest} />
        </li>
      ))}
    </ul>
  );
}

function Window({ window, busy, blocked, onChange, onEnd, onRemove }: Omit<WindowListProps, "windows"> & { window: MaintenanceWindow }) {
  const t = useTranslations("maintenance");
  const scope = useScopeWords();
  const { name, state, origin, reason, createdBy } = window;
  return (
    <article className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
      <div className="grid min-w-0 gap-0.5">
        <h2 className={`flex flex-wrap items-center gap-2 text-body ${state === "ended" ? "text-mist" : ""}`}>
          {name}
          <Tag tone={state === "active" ? "ember" : "plain"}>{t(`state.${state}`)}</Tag>
          {origin === "range" && <PracticeBadge />}
        </h2>
        <p className="text-small text-mist">{scope(window.scope)}</p>
        {reason !== "" && <p className="text-small text-mist">{reason}</p>}
        <p className="text-caption text-silt">
          {t.rich("span", { from: () => <ClockTime at={window.startsAt} />, until: () => <ClockTime at={window.endsAt} /> })} · {createdBy.name}
        </p>
      </div>
      {state !== "ended" && (
        <div className="flex flex-wrap gap-2">
          <Button disabled={busy || blocked} onClick={() => onChange(window)}>
            {t("change")}
          </Button>
          {state === "active" ? (
            <Button disabled={busy || blocked} onClick={() => onEnd(window)}>
              {t("endNow")}
            </Button>
          ) : (
            <SureButton look="quiet" busy={busy} disabled={blocked} text={t("remove")} sure={t("removeSure", { name })} onSure={() => onRemove(window)} />
          )}
        </div>
      )}
    </article>
  );
}

function useScopeWords(): (scope: MaintenanceScope) => string {
  const t = useTranslations("maintenance.scope");
  return (scope) => {
    switch (scope.kind) {
      case "all":
        return t("all");
      case "cluster":
        return t("cluster", { cluster: scope.cluster });
      case "namespace":
        return t("namespace", { cluster: scope.cluster, namespace: scope.namespace });
      case "entities": {
        const [first, ...more] = scope.entities.map(entityPath);
        return more.length === 0 ? (first ?? "") : t("entities", { first: first ?? "", more: more.length });
      }
    }
  };
}
