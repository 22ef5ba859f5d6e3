"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { MaintenanceWindow, NewMaintenanceWindow } from "@/lib/contracts/maintenance-window";
import { timeZone } from "@/lib/i18n/locale";
import { Refused } from "../states/refused";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Field } from "../ui/field";
import { Select } from "../ui/select";
import { TextArea } from "../ui/text-area";
import { useFirstField } from "../ui/use-first-field";
import type { DraftFault, WindowDraft } from "./window-draft";
import { checkDraft, draftOf, freshDraft } from "./window-draft";

const kinds = ["all", "cluster", "namespace", "entities"] as const satisfies readonly WindowDraft["kind"][];
const origins = ["live", "range"] as const satisfies readonly WindowDraft["origin"][];

export interface WindowDialogProps {
  /** The window that is changed, or null for a new one. */
  window: MaintenanceWindow | null;
  /** The world and the clock a new one begins with. */
  origin: WindowDraft["origin"];
  nowMs: number;
  busy: boolean;
  error: unknown;
  /** Somebody changed it meanwhile. */
  conflict: boolean;
  onSave: (window: NewMaintenanceWindow) => void;
  onClose: () => void;
}

/** Says when not to act, and on what; checked by the contract's own schema before it is sent. */
export function WindowDialog({ window, origin, nowMs, busy, error, conflict, onSave, onClose }: WindowDialogProps) {
  const t = useTranslations("maintenance");
  const cancel = useTranslations("settings")("cancel");
  const [draft, setDraft] = useState(() => (window === null ? freshDraft(nowMs, origin) : draftOf(window)));
  const form = useFirstField();
  const [tried, setTried] = useState(false);
  const checked = checkDraft(draft);
  const scopeIsFaulty = tried && checked.faults?.has("scope") === true;
  const faulty = (part: DraftFault) => tried && checked.faults?.has(part) === true;
  const put = (change: Partial<WindowDraft>) => setDraft((old) => ({ ...old, ...change }));
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={window === null ? t("new") : t("edit", { name: window.name })} look="wide">
      <form
        ref={form}
        noValidate
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (checked.window !== null) onSave(checked.window);
        }}
      >
        <Field label={t("field.name")} value={draft.name} maxLength={200} aria-invalid={faulty("name")} hint={faulty("name") ? <Fault part="name" /> : undefined} onChange={(event) => put({ name: event.target.value })} />
        {window === null && <Select label={t("field.origin")} value={draft.origin} options={origins.map((value) => ({ value, text: t(`originChoice.${value}`) }))} onChange={(value) => put({ origin: value })} />}
        <Select label={t("field.scope")} value={draft.kind} options={kinds.map((value) => ({ value, text: t(`scopeChoice.${value}`) }))} onChange={(kind) => put({ kind })} />
        <Scope draft={draft} invalid={scopeIsFaulty} put={put} />
        {scopeIsFaulty && <Fault part="scope" />}
        <div className="grid items-start gap-4 *:min-w-0 sm:grid-cols-2">
          <Field label={t("field.startsAt")} type="datetime-local" value={draft.startsAt} aria-invalid={faulty("startsAt")} hint={faulty("startsAt") ? <Fault part="startsAt" /> : t("field.zone", { zone: timeZone })} onChange={(event) => put({ startsAt: event.target.value })} />
          <Field label={t("field.endsAt")} type="datetime-local" value={draft.endsAt} aria-invalid={faulty("endsAt")} hint={faulty("endsAt") ? <Fault part="endsAt" /> : undefined} onChange={(event) => put({ endsAt: event.target.value })} />
        </div>
        <Field label={t("field.reason")} value={draft.reason} maxLength={500} onChange={(event) => put({ reason: event.target.value })} />
        <Refused error={error} words={conflict ? t("conflict") : undefined} />
        <div className="flex flex-wrap gap-3">
          <Button type="submit" look="strong" aria-busy={busy} disabled={busy}>
            {window === null ? t("create") : t("save")}
          </Button>
          <Button look="quiet" onClick={onClose}>
            {cancel}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Fault({ part }: { part: DraftFault }) {
  const t = useTranslations("maintenance.invalid");
  return <span className="text-caption text-ember">{t(part)}</span>;
}

function Scope({ draft, invalid, put }: { draft: WindowDraft; invalid: boolean; put: (change: Partial<WindowDraft>) => void }) {
  const t = useTranslations("maintenance.field");
  switch (draft.kind) {
    case "all":
      return null;
    case "cluster":
      return <Field label={t("cluster")} value={draft.cluster} aria-invalid={invalid} spellCheck={false} onChange={(event) => put({ cluster: event.target.value })} />;
    case "namespace":
      return (
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t("cluster")} value={draft.cluster} aria-invalid={invalid} spellCheck={false} onChange={(event) => put({ cluster: event.target.value })} />
          <Field label={t("namespace")} value={draft.namespace} aria-invalid={invalid} spellCheck={false} onChange={(event) => put({ namespace: event.target.value })} />
        </div>
      );
    case "entities":
      return <TextArea label={t("entities")} hint={t("entitiesHint")} mono value={draft.entities} aria-invalid={invalid} spellCheck={false} onChange={(event) => put({ entities: event.target.value })} />;
  }
}
