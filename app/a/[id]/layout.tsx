import { NextIntlClientProvider } from "next-intl";
import type { ReactNode } from "react";
import { LiveFeed } from "@/components/shell/live-feed";
import { Notices } from "@/components/shell/notices";
import { OfflineGuard } from "@/components/shell/offline-guard";
import { Providers } from "@/components/shell/providers";
import { WaitingMark } from "@/components/shell/waiting-mark";
import { findPageUser } from "@/server/platform/http/page";

/** The frame of one question on a phone: nothing but the question and the stream that keeps it true. */
export default async function OneApprovalLayout({ children }: { children: ReactNode }) {
  if ((await findPageUser()) === null) return children;
  return (
    <NextIntlClientProvider>
      <Providers>
        {children}
        <Notices />
        <LiveFeed />
        <WaitingMark />
        <OfflineGuard />
      </Providers>
    </NextIntlClientProvider>
  );
}
