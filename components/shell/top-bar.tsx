"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { useApprovals } from "@/lib/client/store/approvals";
import { useConnection } from "@/lib/client/store/connection";
import type { Me } from "@/lib/contracts/account";
import { Brake } from "./brake";
import { ConnectionPill } from "./connection-pill";
import { Navigation } from "./navigation";
import { PracticeBadge } from "./practice-badge";
import { SettingsMenu } from "./settings-menu";
import { ShortcutHelp } from "./shortcut-help";
import type { Theme } from "./theme";
import { useShortcuts } from "./use-shortcuts";
import { Wordmark } from "./wordmark";

/** The one slim bar over every page. */
export function TopBar({ me, theme }: { me: Me; theme: Theme }) {
  const router = useRouter();
  const [help, setHelp] = useState(false);
  const practising = useApprovals((store) => store.view.pulse?.origin === "range");
  const { state, contactAtMs, retryNow } = useConnection();
  /** Leaves by key: the focus goes along instead of staying on what is no longer there. */
  function go(path: string) {
    document.getElementById("main")?.focus({ preventScroll: true });
    router.push(path);
  }
  useShortcuts({ "?": () => setHelp(true), "g d": () => go("/"), "g i": () => go("/incidents") });
  return (
    <header className="relative z-20 flex flex-wrap items-center gap-x-4 px-4 py-2 md:px-8">
      <Wordmark />
      <div className="-ml-3 max-md:order-last max-md:basis-full md:ml-0">
        <Navigation />
      </div>
      <div className="ml-auto flex min-w-0 items-center gap-3">
        {practising && <PracticeBadge />}
        <ConnectionPill state={state} contactAtMs={contactAtMs} onRetry={retryNow} />
        <Brake role={me.role} />
        <SettingsMenu me={me} theme={theme} onHelp={() => setHelp(true)} />
      </div>
      <ShortcutHelp open={help} onOpenChange={setHelp} />
    </header>
  );
}
