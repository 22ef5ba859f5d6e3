"use client";

import type { KeyboardEvent } from "react";
import { usePreferences } from "@/lib/client/store/preferences";
import type { ShortcutName } from "../shell/shortcuts";
import { shortcuts } from "../shell/shortcuts";
import { isWriting, keyName } from "../shell/use-shortcuts";

/** What a card does on a key; each returns nothing and is free to do nothing. */
export type CardKeys = Readonly<Partial<Record<ShortcutName, (() => void) | undefined>>> & {
  /** Enter on the card itself. */
  readonly enter: () => void;
  /** Escape, wherever the focus is in the card; absent when there is nothing to leave. */
  readonly escape?: (() => void) | undefined;
};

/** The keys of one card, while the focus is in it and nobody is writing; a press inside something that lies over it is not its own. */
export function useCardKeys({ enter, escape, ...named }: CardKeys): (event: KeyboardEvent<HTMLElement>) => void {
  const enabled = usePreferences((store) => store.shortcuts);
  return (event) => {
    const { target, currentTarget } = event;
    if (!(target instanceof Element) || !currentTarget.contains(target) || target.closest("dialog, [popover]") !== null || event.repeat || isWriting(target)) return;
    const key = keyName(event);
    const run =
      key === "Escape"
        ? escape
        : key === "Enter"
          ? target === currentTarget
            ? enter
            : undefined
          : enabled
            ? Object.entries(named).find(([name]) => shortcuts[name as ShortcutName] === key)?.[1]
            : undefined;
    if (run === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    run();
  };
}
