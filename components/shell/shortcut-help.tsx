"use client";

import { useTranslations } from "next-intl";
import { usePreferences } from "@/lib/client/store/preferences";
import { Dialog } from "../ui/dialog";
import { KeyCap } from "../ui/kbd";
import { Switch } from "../ui/switch";
import { places } from "./places";
import type { ShortcutGroup, ShortcutName } from "./shortcuts";
import { paletteKey, printKey, shortcutGroups } from "./shortcuts";

const groups = Object.keys(shortcutGroups) as ShortcutGroup[];

/** Every key and what it does, from the table that binds them, and the switch that turns them off. */
export function ShortcutHelp({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const t = useTranslations("shortcut");
  const tShell = useTranslations("shell");
  const enabled = usePreferences((store) => store.shortcuts);
  const setEnabled = usePreferences((store) => store.setShortcuts);
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("title")}>
      <div className="grid gap-4">
        <Keys heading={t("group.go")} lines={places.map(({ key, letter }) => ({ does: t("go", { place: tShell(key) }), keys: ["g", letter] }))} />
        {groups.map((group) => (
          <Keys
            key={group}
            heading={t(`group.${group}`)}
            lines={[...Object.entries(shortcutGroups[group]).map(([name, key]) => ({ does: t(name as ShortcutName), keys: [printKey(key)] })), ...(group === "anywhere" ? [{ does: t("palette"), keys: [paletteKey()] }] : [])]}
          />
        ))}
      </div>
      <div className="mt-4 border-t border-line pt-4">
        <Switch label={t("enabled")} hint={t("enabledHint")} checked={enabled} onChange={setEnabled} />
      </div>
    </Dialog>
  );
}

function Keys({ heading, lines }: { heading: string; lines: readonly { does: string; keys: readonly string[] }[] }) {
  const t = useTranslations("shortcut");
  return (
    <section>
      <h3 className="text-caption text-silt">{heading}</h3>
      <dl className="grid">
        {lines.map(({ does, keys }) => (
          <div key={does} className="flex min-h-8 items-center justify-between gap-4 text-small">
            <dt className="text-mist">{does}</dt>
            <dd className="flex shrink-0 items-center gap-1">
              {keys.map((key, place) => (
                <KeyCap key={key}>
                  {place > 0 && <span className="sr-only">{t("then")}</span>}
                  {key}
                </KeyCap>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
