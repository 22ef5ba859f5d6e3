"use client";

import { useTranslations } from "next-intl";
import { usePreferences } from "@/lib/client/store/preferences";
import type { DialogProps } from "../ui/dialog";
import { Dialog } from "../ui/dialog";

const shortcuts = [
  { keys: ["j"], key: "next" },
  { keys: ["k"], key: "previous" },
  { keys: ["Enter"], key: "toggle" },
  { keys: ["a"], key: "approve" },
  { keys: ["d"], key: "deny" },
  { keys: ["z"], key: "undo" },
  { keys: ["⇧P"], key: "brake" },
  { keys: ["g", "d"], key: "goDashboard" },
  { keys: ["g", "i"], key: "goIncidents" },
  { keys: ["?"], key: "help" },
] as const;

/** Every key and what it does, and the switch that turns them off. */
export function ShortcutHelp({ open, onOpenChange, returnTo }: Pick<DialogProps, "open" | "onOpenChange" | "returnTo">) {
  const t = useTranslations("shortcut");
  const enabled = usePreferences((store) => store.shortcuts);
  const setEnabled = usePreferences((store) => store.setShortcuts);
  return (
    <Dialog open={open} onOpenChange={onOpenChange} returnTo={returnTo} title={t("title")}>
      <dl className="grid gap-1">
        {shortcuts.map(({ keys, key }) => (
          <div key={key} className="flex min-h-8 items-center justify-between gap-4 text-small">
            <dt className="text-mist">{t(key)}</dt>
            <dd className="flex items-center gap-1">
              {keys.map((name, place) => (
                <kbd key={name} className="inline-flex min-w-6 justify-center rounded-sm border border-edge px-1.5 font-mono text-caption">
                  {place > 0 && <span className="sr-only">{t("then")}</span>}
                  {name}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <label className="mt-4 flex items-start gap-3 border-t border-line pt-4 text-small">
        <input type="checkbox" checked={enabled} onChange={(event) => setEnabled(event.target.checked)} className="mt-1 size-4 accent-foam" />
        <span>
          {t("enabled")}
          <span className="block text-caption text-silt">{t("enabledHint")}</span>
        </span>
      </label>
    </Dialog>
  );
}
