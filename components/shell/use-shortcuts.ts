"use client";

import { useEffect, useEffectEvent, useRef } from "react";
import { usePreferences } from "@/lib/client/store/preferences";
import { places } from "./places";
import type { ShortcutName } from "./shortcuts";
import { shortcuts } from "./shortcuts";
import { useGo } from "./use-go";

export type Bindings = Readonly<Partial<Record<ShortcutName, () => void>>>;

const sequenceMs = 1_200;

/** True where letters are meant for the text, not for us. */
export function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName));
}

/** The Latin letter on the key, whatever the layout writes with it: a keyboard set to Zhuyin sends ㄨ for j. */
function letterOf({ key, code }: Pick<KeyboardEvent, "key" | "code">): string {
  const foreign = key === "Process" || (key.length === 1 && key > "~");
  return foreign && code.startsWith("Key") ? code.slice(3).toLowerCase() : key;
}

type Press = Pick<KeyboardEvent, "key" | "code" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">;

/** The name of a key press as the table spells it: `j`, `?`, `Shift+P`, or nothing while a modifier belongs to the browser. */
export function keyName(event: Press): string | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const key = letterOf(event);
  return event.shiftKey && /^[A-Za-z]$/.test(key) ? `Shift+${key.toUpperCase()}` : key;
}

/** True while something lies over the page and keys are its own. */
function isCovered(): boolean {
  return document.querySelector("dialog[open], :popover-open") !== null;
}

function isOurs(event: KeyboardEvent): boolean {
  return !event.defaultPrevented && !event.repeat && !event.isComposing && !isWriting(event.target) && !isCovered();
}

/** Binds single keys for the whole page, unless somebody is writing, something lies over the page, or shortcuts are off. */
export function useShortcuts(bindings: Bindings): void {
  const enabled = usePreferences((store) => store.shortcuts);
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (!isOurs(event)) return;
    const key = keyName(event);
    for (const [name, run] of Object.entries(bindings)) {
      if (shortcuts[name as ShortcutName] !== key) continue;
      event.preventDefault();
      run();
    }
  });
  useEffect(() => {
    if (!enabled) return;
    const onKey = (event: KeyboardEvent) => press(event);
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [enabled]);
}

/** Binds g and the letter of a place; what follows a g belongs to the pair and to nobody else. */
export function useGoTo(): void {
  const go = useGo();
  const enabled = usePreferences((store) => store.shortcuts);
  const prefixAt = useRef(Number.NEGATIVE_INFINITY);
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (!isOurs(event)) return;
    const key = keyName(event);
    const second = event.timeStamp - prefixAt.current < sequenceMs;
    prefixAt.current = key === "g" && !second ? event.timeStamp : Number.NEGATIVE_INFINITY;
    if (!second) return;
    event.stopImmediatePropagation();
    const place = places.find(({ letter }) => letter === key);
    if (place === undefined) return;
    event.preventDefault();
    go(place.href);
  });
  useEffect(() => {
    if (!enabled) return;
    const onKey = (event: KeyboardEvent) => press(event);
    window.addEventListener("keydown", onKey, { capture: true });
    return () => window.removeEventListener("keydown", onKey, { capture: true });
  }, [enabled]);
}
