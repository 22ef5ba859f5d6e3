"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode, RefObject } from "react";

export interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** What had the focus before, when that is no button of its own; the default is what opened it. */
  returnTo?: RefObject<HTMLElement | null>;
  children: ReactNode;
}

/** A dialog over the page; Escape and the corner close it, focus returns to where it was. */
export function Dialog({ open, onOpenChange, title, returnTo, children }: DialogProps) {
  const t = useTranslations("shell");
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-abyss/70 transition-opacity duration-200 data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Base.Popup finalFocus={() => (returnTo?.current?.isConnected ? returnTo.current : true)} className="fixed top-1/2 left-1/2 z-50 max-h-[calc(100dvh-32px)] w-[min(480px,calc(100vw-32px))] -translate-1/2 overflow-auto rounded-lg border border-line bg-shelf p-6 transition-opacity duration-200 data-ending-style:opacity-0 data-starting-style:opacity-0">
          <div className="mb-4 flex items-center justify-between gap-4">
            <Base.Title className="text-lead font-medium">{title}</Base.Title>
            <Base.Close aria-label={t("close")} className="row inline-flex aspect-square items-center justify-center rounded-md text-mist hover:bg-reef hover:text-foam">
              <X aria-hidden className="size-4" />
            </Base.Close>
          </div>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
