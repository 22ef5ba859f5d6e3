"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { SubmitEvent } from "react";
import { useState } from "react";
import { call } from "@/lib/client/api";
import { api } from "@/lib/client/operations";
import { failureCode } from "@/lib/client/problem";
import { autonomyLedgerKey } from "@/lib/client/query/stats";
import type { Incident, IncidentClass } from "@/lib/contracts/incident";
import { Button } from "../ui/button";
import { Choice } from "../ui/choice";
import { Dialog } from "../ui/dialog";
import { Field } from "../ui/field";

const classes = ["autonomous", "assisted", "not_actionable"] as const satisfies readonly IncidentClass[];

/** A commander's word on what an incident counts as, with the reason that stays on the log. */
export function ReclassifyDialog({ incident, onClose }: { incident: Incident; onClose: () => void }) {
  const t = useTranslations("stats.ledgerPage");
  const tClass = useTranslations("incident.class");
  const tFailure = useTranslations("failure");
  const queries = useQueryClient();
  const [countAs, setCountAs] = useState<IncidentClass>(incident.reclassifiedAs ?? "assisted");
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    try {
      await call(api.reclassifyIncident, { params: { id: incident.id }, body: { countAs, reason: reason.trim() } });
      await queries.invalidateQueries({ queryKey: autonomyLedgerKey });
      onClose();
    } catch (error) {
      setFailure(tFailure(failureCode(error)));
      setBusy(false);
    }
  }

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t("reclassifyTitle", { title: incident.title })}>
      <form className="grid gap-4" onSubmit={(event) => void submit(event)}>
        <Choice label={t("countAs")} value={countAs} onChange={setCountAs} options={classes.map((value) => ({ value, text: tClass(value) }))} />
        <Field label={t("reason")} hint={t("reasonHint")} value={reason} onChange={(event) => setReason(event.target.value)} required maxLength={500} />
        <p role="alert" className="text-small text-ember empty:hidden">
          {failure}
        </p>
        <Button type="submit" look="strong" aria-busy={busy} disabled={busy || reason.trim() === ""} className="justify-self-start">
          {t("save")}
        </Button>
      </form>
    </Dialog>
  );
}
