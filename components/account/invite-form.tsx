"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import type { Invitation } from "@/lib/contracts/account";
import type { Role } from "@/lib/contracts/common";
import { Refused } from "../states/refused";
import { Button } from "../ui/button";
import { CopyBlock } from "../ui/copy-block";
import { RadioList } from "../ui/radio-list";
import { Section } from "../ui/section";
import { roles } from "./people-table";

export interface InviteFormProps {
  /** The link that was just made; it is shown this once. */
  invitation: Invitation | null;
  busy: boolean;
  blocked: boolean;
  error: unknown;
  onInvite: (role: Role) => void;
}

/** Makes a one-time link for somebody new, and shows it once. */
export function InviteForm({ invitation, busy, blocked, error, onInvite }: InviteFormProps) {
  const t = useTranslations("account");
  const format = useFormatter();
  const [role, setRole] = useState<Role>("operator");
  return (
    <Section heading={t("invite")}>
      <div className="grid max-w-xl gap-4">
        <RadioList label={t("inviteRole")} value={role} disabled={blocked} onChange={setRole} options={roles.map((value) => ({ value, text: t(`role.${value}`), hint: t(`roleHint.${value}`) }))} />
        <div>
          <Button look="strong" aria-busy={busy} disabled={busy || blocked} onClick={() => onInvite(role)}>
            {t("inviteMake")}
          </Button>
        </div>
        <Refused error={error} />
        <div aria-live="polite">
          {invitation !== null && (
            <>
              <CopyBlock label={t("inviteLink", { role: t(`role.${invitation.role}`) })} text={invitation.url} />
              <p className="text-caption text-ember">{t("inviteOnce", { time: format.dateTime(new Date(invitation.expiresAt), "stamp") })}</p>
            </>
          )}
        </div>
      </div>
    </Section>
  );
}
