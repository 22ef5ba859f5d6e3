import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const folder = "app/fonts";
const sheet = readFileSync(join(folder, "noto-sans-tc.css"), "utf8");

interface Face {
  readonly file: string;
  readonly ranges: readonly (readonly [number, number])[];
}

const faces: Face[] = [...sheet.matchAll(/url\("\.\/([^"]+)"\).*unicode-range: ([^;]+);/g)].map(([, file = "", span = ""]) => ({
  file,
  ranges: span.split(",").map((part) => {
    const [low = "", high = low] = part.trim().slice(2).split("-");
    return [Number.parseInt(low, 16), Number.parseInt(high, 16)] as const;
  }),
}));
const holds = ({ ranges }: Face, point: number) => ranges.some(([low, high]) => low <= point && point <= high);

/** Every ideograph and wide sign the interface says. */
const said = [...new Set(["zh-TW", "en"].flatMap((locale) => [...readFileSync(`messages/${locale}.json`, "utf8")]))].filter((letter) => (letter.codePointAt(0) ?? 0) >= 0x2e80);

describe("the fonts", () => {
  test("are all there, and none that nobody names", () => {
    expect(faces.length).toBeGreaterThan(5);
    expect(faces.filter(({ file }) => !existsSync(join(folder, file)))).toEqual([]);
  });

  test("hold every character of the interface; scripts/fonts/subset.py makes them anew when one is missing", () => {
    expect(said.filter((letter) => !faces.some((face) => holds(face, letter.codePointAt(0) ?? 0)))).toEqual([]);
  });

  test("say most of the interface with the one face that is made for it", () => {
    const words = faces.at(-1);
    const covered = said.filter((letter) => words !== undefined && holds(words, letter.codePointAt(0) ?? 0));
    expect(covered.length / said.length).toBeGreaterThan(0.75);
  });
});
