import { describe, expect, test } from "vitest";
import { isPaletteChord } from "./shortcuts";
import { keyName } from "./use-shortcuts";

const press = (key: string, more: Partial<Parameters<typeof keyName>[0]> = {}) => ({ key, code: "", shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more });

describe("keyName", () => {
  test("names a letter, a sign and a shifted letter as the table spells them", () => {
    expect([keyName(press("j")), keyName(press("?", { shiftKey: true })), keyName(press("P", { shiftKey: true })), keyName(press("Enter"))]).toEqual(["j", "?", "Shift+P", "Enter"]);
  });

  test("leaves chords to the browser", () => {
    expect([keyName(press("p", { ctrlKey: true })), keyName(press("p", { metaKey: true })), keyName(press("p", { altKey: true }))]).toEqual([null, null, null]);
  });

  test("finds the Latin letter under a keyboard set to Zhuyin", () => {
    expect([keyName(press("ㄨ", { code: "KeyJ" })), keyName(press("Process", { code: "KeyG" })), keyName(press("ㄣ", { code: "KeyP", shiftKey: true }))]).toEqual(["j", "g", "Shift+P"]);
  });
});

describe("isPaletteChord", () => {
  test("takes Control or Command with k, and nothing more", () => {
    expect([isPaletteChord(press("k", { ctrlKey: true })), isPaletteChord(press("k", { metaKey: true })), isPaletteChord(press("k")), isPaletteChord(press("K", { ctrlKey: true, shiftKey: true }))]).toEqual([true, true, false, false]);
  });
});
