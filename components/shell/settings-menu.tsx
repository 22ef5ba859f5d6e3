"use client";

import { SlidersHorizontal } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Me } from "@/lib/contracts/account";
import { Popover } from "../ui/popover";
import { useLoaded } from "../ui/use-loaded";

/** The corner of the bar that holds what is set once and then left alone; its inside is fetched when a hand comes near. */
export function SettingsMenu({ me, onHelp }: { me: Me; onHelp: () => void }) {
  const t = useTranslations("shell");
  const [Panel, loadPanel] = useLoaded(() => import("./settings-panel").then((module) => module.SettingsPanel));
  return (
    <Popover
      align="end"
      label={t("menu")}
      triggerLabel={t("menu")}
      triggerClassName="row inline-flex aspect-square shrink-0 items-center justify-center rounded-md text-mist hover:bg-reef hover:text-foam"
      trigger={<SlidersHorizontal aria-hidden className="size-4" />}
      onNear={loadPanel}
    >
      {(close) =>
        Panel && (
          <Panel
            me={me}
            onHelp={() => {
              close();
              onHelp();
            }}
          />
        )
      }
    </Popover>
  );
}
