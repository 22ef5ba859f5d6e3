"use client";

import type { RefObject } from "react";
import { useLayoutEffect, useSyncExternalStore } from "react";
import { onFocusMoves } from "./use-held-order";

/** Takes the focus to the card when the control that had it went away with a change of state, on this device or another. */
export function useKeptFocus(card: RefObject<HTMLElement | null>, id: string): void {
  const inside = useSyncExternalStore(
    onFocusMoves,
    () => document.activeElement?.closest("[data-card]")?.getAttribute("data-card") === id,
    () => false,
  );
  useLayoutEffect(() => {
    if (inside && document.activeElement === document.body) card.current?.focus({ preventScroll: true });
  });
}
