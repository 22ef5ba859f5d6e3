import { readFileSync } from "node:fs";
import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import type { Decision } from "@/lib/contracts/decision";
import type { Locale } from "@/lib/i18n/locale";
import { EvidenceTrail } from "./evidence-trail";

const missing: Decision["missing"] = [
  { system: "prometheus", query: "workload shop/checkout", reason: { code: "no_data", params: {} }, wouldSettle: { code: "export_metrics", params: { name: "checkout" } } },
  { system: "kubernetes", query: "nodes", reason: { code: "out_of_time", params: {} } },
];

function textIn(locale: Locale): string {
  const messages = JSON.parse(readFileSync(`messages/${locale}.json`, "utf8")) as never;
  const html = renderToStaticMarkup(
    <NextIntlClientProvider locale={locale} messages={messages} timeZone="UTC">
      <EvidenceTrail decision={{ evidence: [], missing }} />
    </NextIntlClientProvider>,
  );
  return html.replaceAll(/<[^>]+>/g, "\n");
}

describe("EvidenceTrail", () => {
  test.each([
    ["en", "no data", "To learn it: Let checkout export its metrics"],
    ["zh-TW", "沒有資料", "補上的方法：讓 checkout 匯出指標"],
  ] as const)("says of each missing piece in %s why it is missing and what would let it be learned, where that is known", (locale, why, how) => {
    const lines = textIn(locale).split("\n");
    expect(lines.some((line) => line.includes(why))).toBe(true);
    expect(lines.filter((line) => line === how)).toHaveLength(1);
    expect(lines).toContain("nodes");
  });
});
