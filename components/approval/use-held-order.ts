"use client";

import type { PointerEvent } from "react";
import { useState, useSyncExternalStore } from "react";
import { holdOrder } from "@/lib/fold/order";

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, place) => id === b[place]);
}

const regionSelector = "[data-held-order]";

/** Tells a listener whenever the focus goes somewhere else. */
export function onFocusMoves(listener: () => void): () => void {
  document.addEventListener("focusin", listener);
  document.addEventListener("focusout", listener);
  return () => {
    document.removeEventListener("focusin", listener);
    document.removeEventListener("focusout", listener);
  };
}

/** Read anew with every render: an element that is removed takes its focus along without an event. */
function focusIsInside(): boolean {
  return document.activeElement?.closest(regionSelector) != null;
}

export interface HeldOrderState {
  shown: readonly string[];
  waiting: number;
  /** Lets the newcomers in. */
  release: () => void;
  /** Spread on the region: a mouse over it or a focus in it holds the order. */
  region: {
    "data-held-order": true;
    onPointerEnter: (event: PointerEvent) => void;
    onPointerLeave: () => void;
  };
}

/** Keeps a list still while somebody points at it or has the focus in it. `choose` gives the ids to draw, knowing what is held. */
export function useHeldOrder(choose: (held: readonly string[]) => readonly string[]): HeldOrderState {
  const [pointed, setPointed] = useState(false);
  const focused = useSyncExternalStore(onFocusMoves, focusIsInside, () => false);
  const [shown, setShown] = useState<readonly string[]>([]);
  const held = pointed || focused;
  const next = choose(held ? shown : []);
  const order = holdOrder(shown, next, held);
  if (!same(order.shown, shown)) setShown(order.shown);
  return {
    shown: order.shown,
    waiting: order.waiting,
    release: () => setShown(next),
    region: {
      "data-held-order": true,
      onPointerEnter: (event) => setPointed(event.pointerType === "mouse"),
      onPointerLeave: () => setPointed(false),
    },
  };
}
