import { NextIntlClientProvider } from "next-intl";
import type { ReactNode } from "react";
import { Shell } from "@/components/shell/shell";
import { findPageUser } from "@/server/platform/http/page";

/** The workspace's frame; every page inside asks again who is there. */
export default async function WorkspaceLayout({ children }: { children: ReactNode }) {
  const me = await findPageUser();
  if (me === null) return children;
  return (
    <NextIntlClientProvider>
      <Shell me={me}>{children}</Shell>
    </NextIntlClientProvider>
  );
}
