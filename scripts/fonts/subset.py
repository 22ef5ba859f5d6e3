#!/usr/bin/env python3
"""Makes the fonts of `app/fonts` from the packages `geist` and `@fontsource-variable/noto-sans-tc`.

Run it from the root when messages use a character that `tests/arch/fonts.test.ts` misses; it needs fonttools and brotli
(Debian: python3-fonttools python3-brotli). What it writes is committed, so that nobody else needs Python.

- Geist and Geist Mono keep Latin, arrows and the signs of the interface, and the weights 300 to 600.
- Noto Sans TC is one static weight: `words` holds what messages/*.json say; the 4,000 commonest characters are cut by code
  point into files that a browser only fetches when a text from outside needs them, and that stay the same when messages change.
"""

import json
import re
from io import BytesIO
from pathlib import Path

from fontTools import subset
from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "app" / "fonts"
NOTO = ROOT / "node_modules" / "@fontsource-variable" / "noto-sans-tc"
GEIST = ROOT / "node_modules" / "geist" / "dist" / "fonts"
COMMON = 4000
PER_FILE = 330
LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2040), *range(0x2190, 0x219A), 0x21A9, 0x21B5, 0x21BB, 0x21E7, 0x2303, 0x2318, 0x2325, 0x232B, 0x23CE, 0x2212, 0x2248, 0x2260, 0x2264, 0x2265, 0x221E, 0x25B2, 0x25BC, 0x25CF, 0x25CB, 0x2713, 0x2715, 0x20AC]


def parse_range(text):
    for part in text.split(","):
        low, _, high = part.strip()[2:].partition("-")
        yield from range(int(low, 16), int(high or low, 16) + 1)


def says_range(points):
    runs = []
    for point in sorted(points):
        if runs and runs[-1][1] == point - 1:
            runs[-1][1] = point
        else:
            runs.append([point, point])
    return ",".join(f"U+{low:X}" if low == high else f"U+{low:X}-{high:X}" for low, high in runs)


def cut(font, points, features):
    options = subset.Options(layout_features=features, hinting=False, desubroutinize=True, notdef_outline=True, name_IDs=[0, 1, 2, 13, 14])
    options.drop_tables += ["vhea", "vmtx", "BASE", "meta", "prep", "gasp"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=points)
    cutter.subset(font)
    return font


def write(font, name):
    font.flavor = "woff2"
    font.recalcTimestamp = False
    file = OUT / f"{name}.woff2"
    font.save(file)
    print(f"{file.stat().st_size:7} {name} ({len(font.getBestCmap())} characters)")


def make_geist():
    for source, name in [("geist-sans/Geist-Variable", "geist"), ("geist-mono/GeistMono-Variable", "geist-mono")]:
        font = TTFont(GEIST / f"{source}.woff2")
        limit = (300, 600) if name == "geist" else (400, 500)
        cut(font, LATIN, ["kern", "tnum", "ccmp", "mark"] if name == "geist" else [])
        write(instancer.instantiateVariableFont(font, {"wght": limit}), name)


def is_wide(point):
    return point >= 0x2E80 or 0x2500 <= point <= 0x257F


class Noto:
    def __init__(self):
        self.slice_of = {}
        ranks = json.loads((NOTO / "unicode.json").read_text())
        numbers = sorted((int(key[1:-1]) for key in ranks if key.startswith("[")), reverse=True)
        for number in numbers:
            if not (NOTO / "files" / f"noto-sans-tc-{number}-wght-normal.woff2").exists():
                continue
            for point in parse_range(ranks[f"[{number}]"]):
                if is_wide(point):
                    self.slice_of.setdefault(point, number)
        self.by_rank = list(self.slice_of)
        self.static = {}

    def regular(self, number):
        if number not in self.static:
            font = TTFont(NOTO / "files" / f"noto-sans-tc-{number}-wght-normal.woff2")
            raw = BytesIO()
            font = instancer.instantiateVariableFont(font, {"wght": 400})
            font.flavor = None
            font.save(raw)
            self.static[number] = raw.getvalue()
        return TTFont(BytesIO(self.static[number]))

    def write(self, points, name):
        parts = []
        for number in sorted({self.slice_of[point] for point in points}):
            mine = [point for point in points if self.slice_of[point] == number]
            part = BytesIO()
            cut(self.regular(number), mine, []).save(part)
            part.seek(0)
            parts.append(part)
        merger = Merger()
        font = merger.merge(parts) if len(parts) > 1 else TTFont(parts[0])
        write(font, name)


def words():
    text = "".join((ROOT / "messages" / f"{locale}.json").read_text() for locale in ["zh-TW", "en"])
    return {ord(char) for char in text if is_wide(ord(char))}


def make_noto():
    noto = Noto()
    said = {point for point in words() if point in noto.slice_of}
    common = sorted(noto.by_rank[:COMMON])
    faces = []
    for place in range(0, len(common), PER_FILE):
        points = common[place : place + PER_FILE]
        name = f"noto-sans-tc-{points[0]:x}"
        noto.write(points, name)
        faces.append((name, f"U+{points[0]:X}-{points[-1]:X}"))
    noto.write(sorted(said), "noto-sans-tc-words")
    faces.append(("noto-sans-tc-words", says_range(said)))
    sheet = "\n".join(
        f'@font-face {{ font-family: "Noto Sans TC"; font-weight: 100 900; font-display: swap; src: url("./{name}.woff2") format("woff2"); unicode-range: {span}; }}' for name, span in faces
    )
    head = "/* Made by scripts/fonts/subset.py; of two faces that hold a character the later one is fetched. */\n"
    (OUT / "noto-sans-tc.css").write_text(head + sheet + "\n")


if __name__ == "__main__":
    for old in OUT.glob("*.woff2"):
        old.unlink()
    make_geist()
    make_noto()
