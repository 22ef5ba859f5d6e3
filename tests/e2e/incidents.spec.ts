import AxeBuilder from "@axe-core/playwright";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, type Page } from "@playwright/test";
import { startHouse, type RunningHouse } from "../support/running-house";

test.describe.configure({ mode: "serial" });

let house: RunningHouse;

test.beforeAll(async () => {
  test.setTimeout(300_000);
  house = await startHouse({ env: { SIGNOZ_URL: "https://signoz.example.org", SENTRY_URL: "https://acme.sentry.io" } });
});
test.afterAll(async () => {
  test.setTimeout(120_000);
  expect(await house?.stop()).toBe(0);
  house?.remove();
});

/** Sends a firing alert of the live world, as Alertmanager does. */
async function fire(alertname: string): Promise<void> {
  const secrets = JSON.parse(readFileSync(join(house.dataDir, "secrets.json"), "utf8")) as { ALERTMANAGER_WEBHOOK_TOKEN: string };
  const alert = { status: "firing", labels: { alertname, cluster: "prod-tw-1", namespace: alertname.toLowerCase(), deployment: "ledger", severity: "critical" }, annotations: { summary: "<img src=x onerror=alert(1)>" }, startsAt: new Date().toISOString(), endsAt: "0001-01-01T00:00:00Z", generatorURL: "https://phish.example.net/graph", fingerprint: "" };
  const body = { version: "4", groupKey: `{}:{alertname="${alertname}"}`, truncatedAlerts: 0, status: "firing", receiver: "awoooi", groupLabels: {}, commonLabels: {}, commonAnnotations: {}, externalURL: "http://am.example.org", alerts: [alert] };
  const response = await fetch(`${house.url}/api/v1/webhooks/alertmanager`, { method: "POST", headers: { authorization: `Bearer ${secrets.ALERTMANAGER_WEBHOOK_TOKEN.split(",")[0]}`, "content-type": "application/json" }, body: JSON.stringify(body) });
  expect(response.status).toBe(202);
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.target.join(" "))])).toEqual([]);
}

const rows = (page: Page) => page.getByRole("list", { name: "事件清單" }).getByRole("link");
const focusedId = (page: Page) => page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset.id ?? null);

test("filter, hold still, triage by key, open, look back, and come back to the same place", async ({ page }) => {
  await page.goto(house.signInLink);
  await page.getByLabel("你的名字").fill("林指揮");
  await page.getByLabel("電子郵件").fill("commander@example.org");
  await page.getByLabel("密碼", { exact: true }).fill("correct horse battery staple");
  await page.getByRole("button", { name: "建立帳號並登入" }).click();
  await expect(page).toHaveURL(`${house.url}/`);

  // Filters are the address, and Back takes one back.
  await page.goto(`${house.url}/incidents`);
  await expect(rows(page).first()).toBeVisible();
  await page.getByLabel("嚴重度").selectOption("warning");
  await expect(page).toHaveURL(/severity=warning/);
  await page.getByLabel("找標題或對象").fill("shop/payment");
  await expect(page).toHaveURL(/text=shop%2Fpayment/);
  await expect(rows(page).first()).toBeVisible();
  expect(await page.locator("li:has([data-id])").evaluateAll((found) => found.every((row) => row.textContent?.includes("shop/payment")))).toBe(true);
  await page.goBack();
  await expect(page).toHaveURL(`${house.url}/incidents`);
  await expect(page.getByLabel("嚴重度")).toHaveValue("any");
  await expect(page.getByLabel("找標題或對象")).toHaveValue("");
  await page.getByRole("link", { name: "已了結" }).click();
  await expect(page).toHaveURL(/show=settled/);
  await page.getByRole("link", { name: "全部" }).click();

  // Under a pointer nothing moves: what comes waits above.
  const first = rows(page).first();
  await expect(first).toBeVisible();
  await first.hover();
  const before = await first.getAttribute("data-id");
  await fire("LedgerDown");
  const waiting = page.getByRole("button", { name: /件新事件/ });
  await expect(waiting).toBeVisible();
  expect(await rows(page).first().getAttribute("data-id")).toBe(before);
  await waiting.click();
  await expect(rows(page).filter({ hasText: "LedgerDown" })).toBeVisible();
  await expectAccessible(page);

  // Triage by key, from the row one is on.
  const ledger = rows(page).filter({ hasText: "LedgerDown" });
  const row = page.locator("li", { has: page.getByRole("link", { name: "LedgerDown" }) });
  await ledger.focus();
  await page.keyboard.press("m");
  await expect(row).toContainText("林指揮 已接手");
  await page.keyboard.press("j");
  expect(await focusedId(page)).not.toBe(await ledger.getAttribute("data-id"));
  await page.keyboard.press("k");
  expect(await focusedId(page)).toBe(await ledger.getAttribute("data-id"));
  await page.keyboard.press("r");
  await expect(row).toContainText("再按一次");
  await page.keyboard.press("r");
  await expect(row).toContainText("已解決");

  // Deep down, open by key.
  for (let step = 0; step < 30; step += 1) await page.keyboard.press("j");
  const id = await focusedId(page);
  const scrollY = await page.evaluate(() => window.scrollY);
  expect(scrollY).toBeGreaterThan(300);
  await page.waitForTimeout(300);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`${house.url}/incidents/${id}`);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(`${house.url}/incidents`);
  await expect.poll(() => focusedId(page)).toBe(id);
  expect(Math.abs((await page.evaluate(() => window.scrollY)) - scrollY)).toBeLessThanOrEqual(2);

  // The way back on the page itself is the same way.
  await page.waitForTimeout(300);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`${house.url}/incidents/${id}`);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.waitForTimeout(300);
  await page.getByRole("link", { name: "所有事件" }).click();
  await expect.poll(() => focusedId(page)).toBe(id);
  expect(Math.abs((await page.evaluate(() => window.scrollY)) - scrollY)).toBeLessThanOrEqual(2);
});

test("an incident can be looked back at, and leads out only where it may", async ({ page, request }) => {
  await page.goto(`${house.url}/sign-in`);
  await page.getByLabel("電子郵件").fill("commander@example.org");
  await page.getByLabel("密碼", { exact: true }).fill("correct horse battery staple");
  await page.getByRole("button", { name: "登入", exact: true }).click();
  await expect(page).toHaveURL(`${house.url}/`);
  const { items } = (await (await request.get(`${house.url}/api/v1/incidents?origin=live&limit=1`, { headers: { authorization: `Bearer ${house.apiToken}` } })).json()) as { items: { id: string }[] };
  await page.goto(`${house.url}/incidents/${items[0]?.id}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("LedgerDown");
  await expect(page.getByText("林指揮").first()).toBeVisible();
  await expect(page.getByText("<img src=x onerror=alert(1)>")).toBeVisible();

  const scrubber = page.getByRole("slider", { name: "回看時間" });
  await scrubber.focus();
  await page.keyboard.press("Home");
  await expect(page).toHaveURL(/at=evt_/);
  await expect(page.getByText(/你在看 .* 的樣子/)).toBeVisible();
  await expect(page.getByText("當時還沒有判斷。")).toBeVisible();
  await expect(page.getByText("剛開啟")).toBeVisible();
  await expectAccessible(page);
  await page.reload();
  await expect(page.getByText(/你在看 .* 的樣子/)).toBeVisible();
  await page.getByRole("button", { name: "回到現在" }).click();
  await expect(page).not.toHaveURL(/at=/);
  await expectAccessible(page);

  const out = await page.locator('a[target="_blank"]').evaluateAll((links) => links.map((link) => [(link as HTMLAnchorElement).host, (link as HTMLAnchorElement).rel]));
  expect(out).toEqual([
    ["signoz.example.org", "noopener noreferrer"],
    ["acme.sentry.io", "noopener noreferrer"],
  ]);
  expect(await page.locator("iframe, object, embed").count()).toBe(0);
});
