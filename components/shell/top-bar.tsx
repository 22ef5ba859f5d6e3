"use client";

import { Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useEffectEvent, useState, useSyncExternalStore } from "react";
import { useApprovals } from "@/lib/client/store/approvals";
import { useConnection } from "@/lib/client/store/connection";
import type { Me } from "@/lib/contracts/account";
import { Kbd } from "../ui/kbd";
import { Brake } from "./brake";
import { ConnectionPill } from "./connection-pill";
import { Navigation } from "./navigation";
import { PracticeBadge } from "./practice-badge";
import { SettingsMenu } from "./settings-menu";
import { isPaletteChord, paletteKey } from "./shortcuts";
import { useBrake } from "./use-brake";
import { useLoaded } from "../ui/use-loaded";
import { useGoTo, useShortcuts } from "./use-shortcuts";
import { Wordmark } from "./wordmark";

type Over = "palette" | "help" | null;

/** The one slim bar over every page, and what it opens. */
export function TopBar({ me }: { me: Me }) {
  const t = useTranslations("shell");
  const [over, setOver] = useState<Over>(null);
  const practising = useApprovals((store) => store.view.pulse?.origin === "range");
  const { state, contactAtMs, retryNow } = useConnection();
  const brake = useBrake(me.role);
  const [Palette, loadPalette] = useLoaded(() => import("./command-palette").then((module) => module.CommandPalette));
  const [Help, loadHelp] = useLoaded(() => import("./shortcut-help").then((module) => module.ShortcutHelp));

  function open(what: Exclude<Over, null>) {
    if (what === "palette") loadPalette();
    else loadHelp();
    setOver(what);
  }
  const openChange = (next: boolean) => {
    if (!next) setOver(null);
  };
  useGoTo();
  useShortcuts({ help: () => open("help"), find: () => open("palette"), brake: brake.press });
  usePaletteChord(() => (over === "palette" ? setOver(null) : open("palette")));

  return (
    <header className="relative z-20 flex flex-wrap items-center gap-x-4 px-4 py-2 md:px-8">
      <Wordmark />
      <div className="min-w-0 max-md:order-last max-md:basis-full md:-ml-1">
        <Navigation />
      </div>
      <div className="flex min-w-0 flex-1 items-center justify-end gap-2 md:gap-3">
        {practising && <PracticeBadge />}
        <ConnectionPill state={state} contactAtMs={contactAtMs} onRetry={retryNow} />
        <button type="button" onClick={() => open("palette")} onPointerEnter={loadPalette} aria-label={t("palette")} aria-haspopup="dialog" className="row inline-flex shrink-0 items-center justify-center gap-2 rounded-md border border-line px-2 text-mist hover:bg-reef hover:text-foam">
          <Search aria-hidden className="size-4" />
          <PaletteKey />
        </button>
        <Brake {...brake} />
        <SettingsMenu me={me} onHelp={() => open("help")} />
      </div>
      {Palette && <Palette open={over === "palette"} onOpenChange={openChange} brake={brake} onHelp={() => open("help")} />}
      {Help && <Help open={over === "help"} onOpenChange={openChange} />}
    </header>
  );
}

const neverChanges = () => () => undefined;

/** The chord as this device prints it; only the device knows, so it appears after the page. */
function PaletteKey() {
  const key = useSyncExternalStore(neverChanges, paletteKey, () => "");
  return key === "" ? null : <Kbd keys={key} className="max-lg:hidden!" />;
}

function usePaletteChord(toggle: () => void) {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (!isPaletteChord(event) || event.repeat || event.isComposing) return;
    event.preventDefault();
    toggle();
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => press(event);
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}
