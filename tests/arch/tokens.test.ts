import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { themeColors } from "@/components/shell/theme";

const sheet = readFileSync("app/tokens.css", "utf8");

type Look = "dark" | "light" | "watch";
type Rgb = readonly [number, number, number];

/** Linear sRGB of an OKLCH colour, as CSS Color 4 defines it. */
function linearOf(text: string): Rgb {
  const match = /^oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)$/.exec(text.trim());
  if (match === null) throw new Error(`no OKLCH colour: ${text}`);
  const [lightness, chroma, hue] = [Number(match[1]) / 100, Number(match[2]), (Number(match[3]) * Math.PI) / 180];
  const [a, b] = [chroma * Math.cos(hue), chroma * Math.sin(hue)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s, -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s, -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s];
}

function hexOf(color: Rgb): string {
  const part = (value: number) => {
    const light = Math.min(1, Math.max(0, value));
    return Math.round(255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055)).toString(16).padStart(2, "0");
  };
  return `#${color.map(part).join("")}`;
}

function luminanceOf([r, g, b]: Rgb): number {
  return 0.2126 * Math.max(0, r) + 0.7152 * Math.max(0, g) + 0.0722 * Math.max(0, b);
}

function contrastOf(one: Rgb, other: Rgb): number {
  const [lighter = 0, darker = 0] = [luminanceOf(one), luminanceOf(other)].sort((x, y) => y - x);
  return (lighter + 0.05) / (darker + 0.05);
}

function readTokens(): Record<Look, Map<string, Rgb>> {
  const looks: Record<Look, Map<string, Rgb>> = { dark: new Map(), light: new Map(), watch: new Map() };
  for (const [, name = "", light = "", dark = ""] of sheet.matchAll(/--([\w-]+): light-dark\((oklch\([^)]*\)), (oklch\([^)]*\))\);/g)) {
    looks.light.set(name, linearOf(light));
    looks.dark.set(name, linearOf(dark));
  }
  const watch = /\[data-theme="watch"\] \{([^}]*)\}/.exec(sheet)?.[1] ?? "";
  for (const [, name = "", color = ""] of watch.matchAll(/--([\w-]+): (oklch\([^)]*\));/g)) looks.watch.set(name, linearOf(color));
  return looks;
}

const looks = readTokens();
const colorOf = (look: Look, name: string) => looks[look].get(name) ?? linearOf("none");

const grounds = ["abyss", "deep", "shelf", "reef"];
const texts = ["foam", "mist", "silt", "claw", "biolum", "ember", "kelp", "ultra"];
/** Pairs of text and ground that the house draws; `reef` under coloured words is only ever a hovered row, where they keep AA as well. */
const pairs = [...grounds.flatMap((ground) => texts.map((text) => [text, ground] as const)), ["on-claw", "claw"] as const, ["abyss", "foam"] as const, ["abyss", "mist"] as const];

describe.each(["dark", "light", "watch"] as const)("the tokens of %s", (look) => {
  test("hold every colour", () => {
    expect([...looks[look].keys()].sort()).toEqual([...looks.dark.keys()].sort());
    expect(looks[look].size).toBeGreaterThan(10);
  });

  test("give every pair of text and ground the contrast of WCAG AA", () => {
    const measured = pairs.map(([text, ground]) => ({ pair: `${text} on ${ground}`, ratio: contrastOf(colorOf(look, text), colorOf(look, ground)) }));
    expect(measured.filter(({ ratio }) => ratio < 4.5)).toEqual([]);
  });

  test("let the edge of a control be seen", () => {
    for (const ground of ["abyss", "deep", "shelf"]) expect(contrastOf(colorOf(look, "edge"), colorOf(look, ground)), ground).toBeGreaterThanOrEqual(3);
  });

  test("are what the browser's own frame is painted with", () => {
    expect(themeColors[look].map(({ color }) => color)).toEqual([hexOf(colorOf(look, "abyss"))]);
  });
});

describe("the faces", () => {
  const files = ["app", "components"].flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /(?<!\.test|\.stories)\.tsx?$|\.css$/.test(name)).map((name) => join(folder, name)));
  const found = (pattern: RegExp, except: readonly string[] = []) => files.filter((file) => !except.includes(file)).flatMap((file) => [...readFileSync(file, "utf8").matchAll(pattern)].map((match) => `${file}: ${match[0]}`));

  test("name colours by token only", () => {
    expect(found(/#[0-9a-f]{6}\b|\b(?:rgb|hsl|oklch|lab)a?\(|(?:bg|text|border|fill|stroke)-\[#/gi, ["app/tokens.css", "components/shell/theme.ts"])).toEqual([]);
  });

  test("take sizes of type from the scale", () => {
    expect(found(/\btext-\[\d[\d.]*(?:px|rem)[^\]]*\]/g)).toEqual([]);
  });

  test("move in 120, 200 or 320 ms", () => {
    expect(found(/\bduration-(?!120\b|200\b|320\b)[\w[]+/g)).toEqual([]);
  });
});
