/** The one table of keys: what binds a key reads it, and so does the help. A key is named as `keyName` spells it. */
export const shortcutGroups = {
  move: { next: "j", previous: "k", toggle: "Enter" },
  triage: { open: "o", seen: "m", resolve: "r", dismiss: "x" },
  decide: { approve: "a", deny: "d", undo: "z", evidence: "e", source: "s", extend: "+" },
  anywhere: { find: "/", brake: "Shift+P", help: "?" },
} as const;
export type ShortcutGroup = keyof typeof shortcutGroups;

/** The keys of all single-key shortcuts by what they do. */
export const shortcuts = { ...shortcutGroups.move, ...shortcutGroups.triage, ...shortcutGroups.decide, ...shortcutGroups.anywhere } as const;
export type ShortcutName = keyof typeof shortcuts;

/** How a key is printed: `Shift+P` is `⇧P`. */
export function printKey(key: string): string {
  return key.replace("Shift+", "⇧");
}

/** The chord that opens the command palette, as this device prints it; it also works while somebody writes. */
export function paletteKey(): string {
  return typeof navigator !== "undefined" && /mac|iphone|ipad/i.test(navigator.platform) ? "⌘K" : "Ctrl K";
}

/** Whether a key press is the chord of the command palette. */
export function isPaletteChord(event: Pick<KeyboardEvent, "code" | "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">): boolean {
  return (event.ctrlKey !== event.metaKey) && !event.altKey && !event.shiftKey && (event.key.toLowerCase() === "k" || event.code === "KeyK");
}
