import { readFile } from "node:fs/promises";
import path from "node:path";
import type { MessageFormatElement } from "@formatjs/icu-messageformat-parser";
import { parse, TYPE } from "@formatjs/icu-messageformat-parser";
import compile from "icu-minify/compile";
import { describe, expect, test } from "vitest";
import { argumentsOf } from "../../lib/i18n/statement";

type Tree = { [key: string]: string | Tree };

async function messagesOf(locale: string): Promise<Map<string, string>> {
  const file = path.resolve(import.meta.dirname, `../../messages/${locale}.json`);
  const flat = new Map<string, string>();
  const walk = (tree: Tree, prefix: string) => {
    for (const [key, value] of Object.entries(tree)) {
      if (typeof value === "string") flat.set(prefix + key, value);
      else walk(value, `${prefix}${key}.`);
    }
  };
  walk(JSON.parse(await readFile(file, "utf8")) as Tree, "");
  return flat;
}

/** Each argument of a message with its kind; a count may be a plain number in a language that has no plural. */
function shapeOf(elements: readonly MessageFormatElement[], into = new Map<string, string>()): Map<string, string> {
  for (const element of elements) {
    switch (element.type) {
      case TYPE.argument:
        into.set(element.value, "text");
        break;
      case TYPE.number:
      case TYPE.plural:
        into.set(element.value, "number");
        break;
      case TYPE.date:
      case TYPE.time:
        into.set(element.value, "time");
        break;
      case TYPE.select:
        into.set(element.value, "select");
        break;
      case TYPE.tag:
        into.set(`<${element.value}>`, "tag");
        shapeOf(element.children, into);
        break;
      default:
        break;
    }
    if (element.type === TYPE.plural || element.type === TYPE.select) {
      for (const option of Object.values(element.options)) shapeOf(option.value, into);
    }
  }
  return into;
}

const chinese = await messagesOf("zh-TW");
const english = await messagesOf("en");

describe("messages", () => {
  test("have the same keys in both languages", () => {
    expect([...english.keys()]).toEqual([...chinese.keys()]);
  });

  test("are never blank", () => {
    for (const [key, text] of [...chinese, ...english]) expect(text.trim(), key).not.toBe("");
  });

  test("ask for the same arguments in both languages", () => {
    for (const [key, text] of chinese) {
      expect([...shapeOf(parse(english.get(key) ?? "")).keys()].sort(), key).toEqual([...shapeOf(parse(text)).keys()].sort());
    }
  });

  test("format an argument the same way in both languages", () => {
    for (const [key, text] of chinese) {
      const other = shapeOf(parse(english.get(key) ?? ""));
      for (const [name, kind] of shapeOf(parse(text))) expect(other.get(name), `${key} {${name}}`).toBe(kind);
    }
  });

  test("name their arguments so that a statement can be checked before it is said", () => {
    for (const [key, text] of [...chinese, ...english]) {
      const named = [...shapeOf(parse(text))].filter(([, kind]) => kind !== "tag").map(([name]) => name);
      expect([...argumentsOf(text).keys()].sort(), key).toEqual(named.sort());
      expect(argumentsOf(compile(text)), key).toEqual(argumentsOf(text));
    }
  });

  test("keep English free of Han characters outside the names of languages", () => {
    for (const [key, text] of english) if (!key.startsWith("locale.")) expect(text, key).not.toMatch(/\p{Script=Han}/u);
  });
});
