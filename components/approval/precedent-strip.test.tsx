import { readFileSync } from "node:fs";
import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import type { Precedent } from "@/lib/contracts/approval";
import type { Locale } from "@/lib/i18n/locale";
import { DenyReasons } from "./deny-reasons";
import { PrecedentStrip } from "./precedent-strip";

const ann = { kind: "human", id: "usr_ann", name: "Ann" } as const;
const never: Precedent = { ran: 0, verified: 0, failed: 0, last: null, lastDenial: null };
const often: Precedent = { ran: 9, verified: 8, failed: 1, last: { at: new Date(0).toISOString(), automatic: false, status: "succeeded", by: ann }, lastDenial: { at: new Date(0).toISOString(), by: ann, reason: "wrong_time" } };

function textIn(locale: Locale, element: React.ReactNode): string {
  const messages = JSON.parse(readFileSync(`messages/${locale}.json`, "utf8")) as never;
  const html = renderToStaticMarkup(
    <NextIntlClientProvider locale={locale} messages={messages} timeZone="UTC">
      {element}
    </NextIntlClientProvider>,
  );
  return html.replaceAll(/<[^>]+>/g, "|");
}

describe("PrecedentStrip", () => {
  test("says that it is the first time", () => {
    expect(textIn("en", <PrecedentStrip precedent={never} />)).toContain("The first time for this action here");
  });

  test.each([
    ["en", ["Same action 9 times before", "8 helped", "1 did not", "Ann", "Wrong moment"]],
    ["zh-TW", ["同樣的動作做過 9 次", "8 次有效", "1 次無效", "Ann", "時機不對"]],
  ] as const)("tells in %s how often, how well, by whom, and why somebody said no", (locale, words) => {
    const text = textIn(locale, <PrecedentStrip precedent={often} />);
    for (const word of words) expect(text).toContain(word);
  });
});

describe("DenyReasons", () => {
  test("offers the reason of last time first, and one it has no words for not at all", () => {
    const offered = (recalled: string | null) => textIn("en", <DenyReasons recalled={recalled} onDeny={() => undefined} onCancel={() => undefined} />).split("|").filter((text) => ["Wrong cause", "Too risky", "last time’s reason"].includes(text));
    expect(offered("too_risky")).toEqual(["Too risky", "last time’s reason", "Wrong cause"]);
    expect(offered("because I say so")).toEqual(["Wrong cause", "Too risky"]);
  });
});
