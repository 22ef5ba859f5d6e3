import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Me } from "@/lib/contracts/account";
import { BrakeNotice } from "./brake-notice";
import { LiveFeed } from "./live-feed";
import { Notices } from "./notices";
import { OfflineGuard } from "./offline-guard";
import { Providers } from "./providers";
import { TopBar } from "./top-bar";
import { WaitingMark } from "./waiting-mark";

/** The frame of the workspace: bar, page, and the one stream that feeds them. */
export function Shell({ me, children }: { me: Me; children: ReactNode }) {
  const t = useTranslations("shell");
  return (
    <Providers>
      <a href="#main" className="fixed top-2 left-2 z-50 -translate-y-16 rounded-md bg-foam px-4 py-2 text-small text-abyss focus:translate-y-0">
        {t("skip")}
      </a>
      <div className="flex min-h-dvh flex-col">
        <TopBar me={me} />
        <BrakeNotice />
        <main id="main" tabIndex={-1} className="flex flex-1 flex-col outline-none">
          {children}
        </main>
      </div>
      <Notices />
      <LiveFeed />
      <WaitingMark />
      <OfflineGuard />
    </Providers>
  );
}
