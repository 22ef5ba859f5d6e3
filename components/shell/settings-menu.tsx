"use client";

import { Keyboard, LogOut, SlidersHorizontal } from "lucide-react";
import { useTranslations } from "next-intl";
import { loadAnew } from "@/lib/client/navigation";
import type { Me } from "@/lib/contracts/account";
import { Button } from "../ui/button";
import { Popover } from "../ui/popover";
import { LocaleSwitch } from "./locale-switch";
import type { Theme } from "./theme";
import { ThemeSwitch } from "./theme-switch";

async function leave() {
  const { signOut } = await import("@/lib/client/auth");
  await signOut();
  loadAnew("/sign-in");
}

/** Look, language, help and the way out. */
export function SettingsMenu({ me, theme, onHelp }: { me: Me; theme: Theme; onHelp: () => void }) {
  const t = useTranslations("shell");
  const shortcuts = useTranslations("shortcut")("open");
  const tRole = useTranslations("account.role");
  return (
    <Popover align="end" label={t("menu")} triggerLabel={t("menu")} triggerClassName="row inline-flex aspect-square shrink-0 items-center justify-center rounded-md text-mist hover:bg-reef hover:text-foam" trigger={<SlidersHorizontal aria-hidden className="size-4" />}>
      <div className="grid gap-4">
        <p className="text-small text-mist">{t("signedInAs", { name: me.actor.name, role: tRole(me.role) })}</p>
        <ThemeSwitch initial={theme} />
        <LocaleSwitch />
        <div className="grid gap-1 border-t border-line pt-3">
          <Button look="quiet" className="justify-start!" onClick={onHelp}>
            <Keyboard aria-hidden className="size-4" />
            {shortcuts}
          </Button>
          <Button look="quiet" className="justify-start!" onClick={() => void leave()}>
            <LogOut aria-hidden className="size-4" />
            {t("signOut")}
          </Button>
        </div>
      </div>
    </Popover>
  );
}
