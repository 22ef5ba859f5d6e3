"use client";

import clsx from "clsx";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useEffect, useId, useRef } from "react";

export interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** `narrow` for a question, `wide` for something to read or fill in, `bare` for content that brings its own head: the title is then only heard. */
  look?: "narrow" | "wide" | "bare";
  children: ReactNode;
}

/** A dialog over the page, the browser's own: the rest cannot be reached meanwhile, Escape, the corner or a press outside close it, and the focus returns to where it was. */
export function Dialog({ open, onOpenChange, title, look = "narrow", children }: DialogProps) {
  const t = useTranslations("shell");
  const titleId = useId();
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (!open) element.current?.close();
    else if (!element.current?.open) element.current?.showModal();
  }, [open]);
  return (
    <dialog
      ref={element}
      aria-labelledby={look === "bare" ? undefined : titleId}
      onClose={() => open && onOpenChange(false)}
      closedby="any"
      aria-label={look === "bare" ? title : undefined}
      className={clsx("mx-auto max-h-[calc(100dvh-32px)] overflow-auto rounded-lg border border-line bg-shelf text-foam transition-opacity duration-200 backdrop:bg-abyss/70 starting:opacity-0", look === "bare" ? "mt-[12dvh] mb-auto" : "my-auto", look === "wide" ? "w-[min(800px,calc(100vw-32px))]" : "w-[min(480px,calc(100vw-32px))]")}
    >
      {open &&
        (look === "bare" ? (
          children
        ) : (
          <div className="p-6">
            <div className="mb-4 flex items-center justify-between gap-4">
              <h2 id={titleId} className="text-lead font-medium">
                {title}
              </h2>
              <button type="button" onClick={() => onOpenChange(false)} aria-label={t("close")} className="row inline-flex aspect-square items-center justify-center rounded-md text-mist hover:bg-reef hover:text-foam">
                <X aria-hidden className="size-4" />
              </button>
            </div>
            {children}
          </div>
        ))}
    </dialog>
  );
}
