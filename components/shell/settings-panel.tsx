"use client";

import { Keyboard, LogOut } from "lucide-react";
import { useTranslations } from "next-intl";
import { usePreferences } from "@/lib/client/store/preferences";
import type { Me } from "@/lib/contracts/account";
import { Button } from "../ui/button";
import { Switch } from "../ui/switch";
import { LocaleSwitch } from "./locale-switch";
import { leave } from "./sign-out";
import { ThemeSwitch } from "./theme-switch";

/** Look, language, sound, help and the way out. */
export function SettingsPanel({ me, onHelp }: { me: Me; onHelp: () => void }) {
  const t = useTranslations("shell");
  const tRole = useTranslations("account.role");
  return (
    <div className="grid gap-4">
      <p className="text-small text-mist">{t("signedInAs", { name: me.actor.name, role: tRole(me.role) })}</p>
      <ThemeSwitch />
      <LocaleSwitch />
      <SoundSwitch />
      <Ways onHelp={onHelp} />
    </div>
  );
}

function SoundSwitch() {
  const t = useTranslations("shell");
  const sound = usePreferences((store) => store.sound);
  const setSound = usePreferences((store) => store.setSound);
  return <Switch label={t("sound")} hint={t("soundHint")} checked={sound} onChange={setSound} />;
}

function Ways({ onHelp }: { onHelp: () => void }) {
  const t = useTranslations();
  return (
    <div className="grid gap-1 border-t border-line pt-3">
      <Button look="quiet" className="justify-start!" onClick={onHelp}>
        <Keyboard aria-hidden className="size-4" />
        {t("shortcut.title")}
      </Button>
      <Button look="quiet" className="justify-start!" onClick={() => void leave()}>
        <LogOut aria-hidden className="size-4" />
        {t("shell.signOut")}
      </Button>
    </div>
  );
}
