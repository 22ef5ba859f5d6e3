"use client";

import { useEffect, useEffectEvent } from "react";
import { usePreferences } from "@/lib/client/store/preferences";

export type Bindings = Readonly<Record<string, () => void>>;

const sequenceMs = 1_200;

/** True where letters are meant for the text, not for us. */
export function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName));
}

/** The name of a key press as bindings spell it: `j`, `?`, `Shift+P`, or nothing while a modifier belongs to the browser. */
export function keyName(event: Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">): string | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  return event.shiftKey && /^[A-Z]$/.test(event.key) ? `Shift+${event.key}` : event.key;
}

/** Binds single keys and `g x` pairs for the whole page, unless somebody is writing, a dialog is open, or shortcuts are off. */
export function useShortcuts(bindings: Bindings): void {
  const enabled = usePreferences((store) => store.shortcuts);
  const run = useEffectEvent((name: string) => {
    const action = bindings[name];
    action?.();
    return action !== undefined;
  });

  useEffect(() => {
    if (!enabled) return;
    let prefixAt = 0;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat || isWriting(event.target)) return;
      if (document.querySelector('[role="dialog"]') !== null) return;
      const key = keyName(event);
      if (key === null) return;
      const name = event.timeStamp - prefixAt < sequenceMs ? `g ${key}` : key;
      prefixAt = key === "g" ? event.timeStamp : 0;
      if (run(name)) event.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [enabled]);
}
