"use client";

import { useMessages, useTranslations } from "next-intl";
import { useState } from "react";
import type { AuditAddress } from "@/lib/client/query/audit-filter";
import { timeZone } from "@/lib/i18n/locale";
import { useSay } from "@/lib/i18n/use-say";
import { fromZoned, toZoned } from "@/lib/zoned";
import { Button } from "../ui/button";
import { Select } from "../ui/select";

const actorKinds = ["", "human", "automation", "source", "token"] as const;
const origins = ["", "live", "range"] as const;

type Groups = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Every kind of event that there are words for, named with its noun. */
function useEventTypes(): { value: string; text: string }[] {
  const t = useTranslations("audit");
  const say = useSay();
  const types = (useMessages() as { event?: { type?: Groups } }).event?.type ?? {};
  const named = Object.entries(types).flatMap(([noun, verbs]) => Object.keys(verbs).map((verb) => ({ value: `${noun}.${verb}`, text: `${say.code("audit.group", noun)} · ${say.code("event.type", `${noun}.${verb}`)}` })));
  return [{ value: "", text: t("any") }, ...named];
}

/** What of the log is shown: choices hold at once, what is typed with Enter; all of it is the address. */
export function AuditFilter({ value, onChange }: { value: AuditAddress; onChange: (value: AuditAddress) => void }) {
  const t = useTranslations("audit");
  const tOrigin = useTranslations("policy.value");
  const types = useEventTypes();
  const [typed, setTyped] = useState({ id: value.id, since: toZoned(value.since, timeZone), until: toZoned(value.until, timeZone) });
  const next = { ...value, id: typed.id.trim(), since: fromZoned(typed.since, timeZone) ?? "", until: fromZoned(typed.until, timeZone) ?? "" };
  const filtered = Object.values(value).some((part) => part !== "");
  return (
    <form
      role="search"
      aria-label={t("filter")}
      className="grid grid-cols-2 items-end gap-3 md:grid-cols-3 lg:grid-cols-[2fr_1fr_1fr_2fr_auto_auto_auto]"
      onSubmit={(event) => {
        event.preventDefault();
        onChange(next);
      }}
    >
      <Select label={t("field.type")} value={value.type} options={types} onChange={(type) => onChange({ ...next, type })} />
      <Select label={t("field.actor")} value={value.actorKind} options={actorKinds.map((kind) => ({ value: kind, text: kind === "" ? t("any") : t(`actorKind.${kind}`) }))} onChange={(actorKind) => onChange({ ...next, actorKind })} />
      <Select label={t("field.origin")} value={value.origin} options={origins.map((origin) => ({ value: origin, text: origin === "" ? t("any") : tOrigin(origin) }))} onChange={(origin) => onChange({ ...next, origin })} />
      <Typed label={t("field.id")} title={t("field.idHint")} value={typed.id} onChange={(id) => setTyped({ ...typed, id })} />
      <Typed label={t("field.since")} type="datetime-local" value={typed.since} onChange={(since) => setTyped({ ...typed, since })} />
      <Typed label={t("field.until")} type="datetime-local" value={typed.until} onChange={(until) => setTyped({ ...typed, until })} />
      <span className="flex gap-2">
        <Button type="submit">{t("apply")}</Button>
        {filtered && (
          <Button look="quiet" onClick={() => onChange({ type: "", actorKind: "", origin: "", id: "", since: "", until: "" })}>
            {t("clear")}
          </Button>
        )}
      </span>
    </form>
  );
}

function Typed({ label, value, onChange, type = "text", title }: { label: string; value: string; onChange: (value: string) => void; type?: "text" | "datetime-local"; title?: string }) {
  return (
    <label className="grid min-w-0 gap-1 text-small text-mist">
      {label}
      <input type={type} value={value} title={title} spellCheck={false} onChange={(event) => onChange(event.target.value)} className="row w-full min-w-0 rounded-md border border-edge bg-abyss px-3 text-small text-foam" />
    </label>
  );
}
