"use client";

import clsx from "clsx";
import type { CSSProperties, ReactNode } from "react";
import { useId, useState } from "react";

const places = { start: "anchored-[bottom_span-right]", center: "anchored-[bottom]", end: "anchored-[bottom_span-left]" } as const;

export interface PopoverProps {
  /** What is seen before it opens. */
  trigger: ReactNode;
  triggerClassName: string;
  triggerLabel?: string;
  label: string;
  /** What is inside, only while open; `close` hides it and gives the focus back to the trigger. */
  children: ReactNode | ((close: () => void) => ReactNode);
  align?: keyof typeof places;
  /** Somebody is about to open it: a pointer or the focus is on the trigger. Always comes before it opens. */
  onNear?: () => void;
}

/** A small panel beside its trigger, the browser's own popover: Escape or a press outside closes it. */
export function Popover({ trigger, triggerClassName, triggerLabel, label, children, align = "start", onNear }: PopoverProps) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const anchor = `--${id}`;
  return (
    <>
      <button type="button" onPointerEnter={onNear} onFocus={onNear} popoverTarget={id} aria-haspopup="dialog" aria-label={triggerLabel} className={triggerClassName} style={{ anchorName: anchor } as CSSProperties}>
        {trigger}
      </button>
      <div
        id={id}
        popover="auto"
        role="dialog"
        aria-label={label}
        onBeforeToggle={(event) => {
          if (event.newState === "open") onNear?.();
          setOpen(event.newState === "open");
        }}
        className={clsx("max-h-[70dvh] w-[min(360px,calc(100vw-32px))] overflow-auto rounded-lg border border-line bg-shelf p-4 text-left text-small text-foam transition-opacity starting:opacity-0", places[align])}
        style={{ positionAnchor: anchor } as CSSProperties}
      >
        {open && (typeof children === "function" ? children(() => document.getElementById(id)?.hidePopover()) : children)}
      </div>
    </>
  );
}
