"use client";

import type { FocusEvent, PointerEvent } from "react";
import { useState } from "react";
import { holdOrder } from "@/lib/fold/order";

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, place) => id === b[place]);
}

export interface HeldOrderState {
  shown: readonly string[];
  waiting: number;
  held: boolean;
  /** Lets the newcomers in. */
  release: () => void;
  /** Spread on the region: a mouse over it or a focus in it holds the order. */
  region: {
    onPointerEnter: (event: PointerEvent) => void;
    onPointerLeave: () => void;
    onFocus: () => void;
    onBlur: (event: FocusEvent) => void;
  };
}

/** Keeps a list still while somebody points at it or has the focus in it. `choose` gives the ids to draw, knowing what is held. */
export function useHeldOrder(choose: (held: readonly string[]) => readonly string[]): HeldOrderState {
  const [pointed, setPointed] = useState(false);
  const [focused, setFocused] = useState(false);
  const [shown, setShown] = useState<readonly string[]>([]);
  const held = pointed || focused;
  const next = choose(held ? shown : []);
  const order = holdOrder(shown, next, held);
  if (!same(order.shown, shown)) setShown(order.shown);
  return {
    shown: order.shown,
    waiting: order.waiting,
    held,
    release: () => setShown(next),
    region: {
      onPointerEnter: (event) => setPointed(event.pointerType === "mouse"),
      onPointerLeave: () => setPointed(false),
      onFocus: () => setFocused(true),
      onBlur: (event) => setFocused(event.currentTarget.contains(event.relatedTarget)),
    },
  };
}
