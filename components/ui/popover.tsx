"use client";

import { Popover as Base } from "@base-ui/react/popover";
import type { ReactNode } from "react";

export interface PopoverProps {
  /** What is seen before it opens. */
  trigger: ReactNode;
  triggerClassName: string;
  triggerLabel?: string;
  label: string;
  children: ReactNode;
  align?: "start" | "center" | "end";
}

/** A small panel anchored to its trigger; Escape or a press outside closes it. */
export function Popover({ trigger, triggerClassName, triggerLabel, label, children, align = "start" }: PopoverProps) {
  return (
    <Base.Root>
      <Base.Trigger className={triggerClassName} aria-label={triggerLabel}>
        {trigger}
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={8} align={align} collisionPadding={16} className="z-40">
          <Base.Popup aria-label={label} className="max-h-[70dvh] w-[min(360px,calc(100vw-32px))] overflow-auto rounded-lg border border-line bg-shelf p-4 text-small transition-opacity duration-120 data-ending-style:opacity-0 data-starting-style:opacity-0">
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
