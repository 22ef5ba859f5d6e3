"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { LedgerEntry, Standing } from "@/lib/contracts/policy";
import { Refused } from "../states/refused";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Field } from "../ui/field";
import { RadioList } from "../ui/radio-list";
import { Switch } from "../ui/switch";
import { useLedgerName } from "./ledger-table";

const standings = ["earned", "always_ask", "allowed"] as const satisfies readonly Standing[];

export interface PinDialogProps {
  entry: LedgerEntry;
  busy: boolean;
  error: unknown;
  onSave: (said: { standing: Standing; demote: boolean; reason: string }) => void;
  onClose: () => void;
}

/** The commander's word on an action type: who decides, and whether it starts over. */
export function PinDialog({ entry, busy, error, onSave, onClose }: PinDialogProps) {
  const t = useTranslations("policy.ledger");
  const cancel = useTranslations("settings")("cancel");
  const name = useLedgerName();
  const [standing, setStanding] = useState<Standing>(entry.standing);
  const [demote, setDemote] = useState(false);
  const [reason, setReason] = useState("");
  const isPlaybook = entry.tool === "run_playbook";
  const changed = standing !== entry.standing || demote;
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t("setFor", { what: name(entry) })}>
      <form
        className="grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (changed && reason.trim() !== "") onSave({ standing, demote, reason: reason.trim() });
        }}
      >
        <RadioList label={t("standing")} value={standing} onChange={setStanding} options={standings.map((value) => ({ value, text: t(`standingOf.${value}`), hint: isPlaybook && value === "allowed" ? t("playbookNever") : t(`standingHint.${value}`), disabled: isPlaybook && value === "allowed" }))} />
        <Switch label={t("demote")} hint={t("demoteHint")} checked={demote} onChange={setDemote} />
        <Field label={t("reason")} value={reason} maxLength={500} required onChange={(event) => setReason(event.target.value)} hint={changed ? undefined : t("unchanged")} />
        <Refused error={error} />
        <div className="flex flex-wrap gap-3">
          <Button type="submit" look="strong" aria-busy={busy} disabled={!changed || busy || reason.trim() === ""}>
            {t("save")}
          </Button>
          <Button look="quiet" onClick={onClose}>
            {cancel}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
