import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { Shell } from "@/components/shell/shell";
import { themeCookie, toTheme } from "@/components/shell/theme";
import { findPageUser } from "@/server/platform/http/page";

/** The workspace's frame; every page inside asks again who is there. */
export default async function WorkspaceLayout({ children }: { children: ReactNode }) {
  const me = await findPageUser();
  if (me === null) return children;
  const theme = toTheme((await cookies()).get(themeCookie)?.value);
  return (
    <Shell me={me} theme={theme}>
      {children}
    </Shell>
  );
}
