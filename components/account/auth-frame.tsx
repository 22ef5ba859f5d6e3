import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { LocaleSwitch } from "../shell/locale-switch";
import { Waterline } from "../stats/waterline";

/** The quiet page in front of the workspace: a form above the waterline. */
export function AuthFrame({ title, children }: { title: string; children: ReactNode }) {
  const t = useTranslations("shell");
  return (
    <main className="flex min-h-dvh flex-col overflow-hidden">
      <div className="mx-auto grid w-full max-w-md flex-1 content-end gap-6 px-4 pt-12 pb-16">
        <p className="text-small font-semibold tracking-[0.14em] text-mist">{t("name")}</p>
        <h1 className="text-title">{title}</h1>
        {children}
      </div>
      <Waterline />
      <div className="flex min-h-40 justify-center bg-linear-to-b from-deep to-abyss px-4 py-8">
        <div className="w-full max-w-md">
          <LocaleSwitch />
        </div>
      </div>
    </main>
  );
}
