import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Browser, type BrowserContext, type Page } from "@playwright/test";
import { startHouse, type RunningHouse } from "../support/running-house";
import type { Budget } from "./budget";
import { budgets } from "./budget";

test.describe.configure({ mode: "serial" });

let house: RunningHouse;
let signedIn: Awaited<ReturnType<BrowserContext["storageState"]>>;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(300_000);
  house = await startHouse();
  const page = await browser.newPage();
  await page.goto(house.signInLink);
  await page.getByLabel("你的名字").fill("林指揮");
  await page.getByLabel("電子郵件").fill("commander@example.org");
  await page.getByLabel("密碼", { exact: true }).fill("correct horse battery staple");
  await page.getByRole("button", { name: "建立帳號並登入" }).click();
  await expect(page).toHaveURL(`${house.url}/`);
  signedIn = await page.context().storageState();
  await page.context().close();
});
test.afterAll(async () => {
  test.setTimeout(120_000);
  expect(await house?.stop()).toBe(0);
  house?.remove();
});

/** A page of somebody signed in, with nothing in the cache. */
async function freshPage(browser: Browser, options: { theme?: string; width?: number } = {}): Promise<Page> {
  const context = await browser.newContext({ storageState: signedIn, viewport: { width: options.width ?? 1280, height: 800 } });
  if (options.theme !== undefined) await context.addCookies([{ name: "awoooi_theme", value: options.theme, url: house.url }]);
  return context.newPage();
}

async function openDashboard(page: Page): Promise<void> {
  await page.goto(house.url);
  await expect(page.getByText("即時", { exact: true }).filter({ visible: true })).toBeVisible();
}

/** No violation of WCAG 2.2 AA in what lies over the page; the pages themselves are checked in their own journeys. */
async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).include("dialog[open], :popover-open").withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.target.join(" "))])).toEqual([]);
}

/** What a visit of a path fetches, by kind, in bytes over the wire. */
async function weigh(page: Page, path: string): Promise<Budget> {
  const weight = { script: 0, stylesheet: 0, font: 0 };
  const counted: Promise<void>[] = [];
  page.on("requestfinished", (request) => {
    const kind = request.resourceType();
    if (kind === "script" || kind === "stylesheet" || kind === "font") counted.push(request.sizes().then(({ responseBodySize }) => void (weight[kind] += responseBodySize)));
  });
  await page.goto(`${house.url}${path}`);
  await expect(page.locator("main, [role=main]").first()).toBeVisible();
  await page.waitForLoadState("load");
  await page.evaluate(() => document.fonts.ready);
  // The stream never ends, so the network is never idle: what a page fetches by itself, it fetches in the first seconds.
  await page.waitForTimeout(3_000);
  await Promise.all(counted);
  return weight;
}

test("every page keeps to its budget on a cold visit", async ({ browser, request }) => {
  const { items } = (await (await request.get(`${house.url}/api/v1/incidents?limit=1`, { headers: { authorization: `Bearer ${house.apiToken}` } })).json()) as { items: { id: string }[] };
  for (const [path, budget] of Object.entries(budgets)) {
    const page = path === "/sign-in" ? await browser.newPage() : await freshPage(browser);
    const weight = await weigh(page, path.replace("{id}", items[0]?.id ?? ""));
    test.info().annotations.push({ type: path, description: JSON.stringify(weight) });
    expect(weight.script, `${path} fetches script at all`).toBeGreaterThan(100_000);
    for (const kind of ["script", "stylesheet", "font"] as const) expect.soft(weight[kind], `${kind} of ${path}`).toBeLessThanOrEqual(budget[kind]);
    await page.context().close();
  }
});

test("the look is worn before the first paint, in every look", async ({ browser }) => {
  const grounds = new Set<string>();
  for (const theme of ["dark", "light", "watch"]) {
    const page = await freshPage(browser, { theme });
    const html = await (await page.request.get(house.url)).text();
    expect(html).toMatch(new RegExp(`<html[^>]* data-theme="${theme}"`));
    await openDashboard(page);
    grounds.add(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor));
    await page.getByRole("button", { name: "設定與帳號" }).click();
    await expect(page.getByText("提示音")).toBeVisible();
    await expectAccessible(page);
    await page.context().close();
  }
  expect(grounds.size).toBe(3);
});

test("keys lead everywhere, are all in the help, and can be switched off", async ({ browser }) => {
  const page = await freshPage(browser);
  await openDashboard(page);
  await page.keyboard.press("g");
  await page.keyboard.press("i");
  await expect(page).toHaveURL(`${house.url}/incidents`);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "鍵盤捷徑" });
  await expect(help).toBeVisible();
  await expect(help.getByText("前往總覽")).toBeVisible();
  await expectAccessible(page);
  await help.getByRole("switch").uncheck();
  await page.keyboard.press("Escape");
  await expect(help).toBeHidden();
  await page.keyboard.press("?");
  await page.keyboard.press("g");
  await page.keyboard.press("d");
  await page.waitForTimeout(500);
  await expect(page).toHaveURL(`${house.url}/incidents`);
  // The choice lasts, and the chord is not a single key.
  await page.reload();
  await expect(page.getByText("即時", { exact: true }).filter({ visible: true })).toBeVisible();
  await page.keyboard.press("?");
  await expect(help).toBeHidden();
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog", { name: "搜尋與指令" })).toBeVisible();
  await page.context().close();
});

test("the palette finds pages, incidents and acts", async ({ browser }) => {
  const page = await freshPage(browser);
  await openDashboard(page);
  const open = async () => {
    await page.keyboard.press("Control+k");
    await expect(page.getByRole("combobox")).toBeFocused();
  };
  await open();
  await expectAccessible(page);
  await page.keyboard.type("QueueBack");
  await expect(page.getByRole("option", { name: /QueueBacklog/ }).first()).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/incidents\/inc_/);

  await open();
  await page.keyboard.type("海圖");
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "light");

  await open();
  await page.keyboard.type("暫停");
  await page.keyboard.press("Enter");
  await expect(page.getByText("自動化已暫停", { exact: true })).toBeVisible();
  await page.keyboard.press("Shift+P");
  await expect(page.getByText("自動化已暫停", { exact: true })).toBeHidden();

  await open();
  await page.keyboard.type("English");
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page.getByRole("link", { name: "Incidents", exact: true })).toBeVisible();
  await page.context().close();
});

test("without a network the page stays, says so, and comes back", async ({ browser }) => {
  const page = await freshPage(browser);
  await openDashboard(page);
  await page.context().setOffline(true);
  await expect(page.getByText(/^離線/).first()).toBeVisible();
  await page.getByRole("link", { name: "事件", exact: true }).click();
  await expect(page.getByText("目前離線，其他頁面打不開；這一頁會留著。")).toBeVisible();
  await expect(page).toHaveURL(`${house.url}/`);
  await page.context().setOffline(false);
  await expect(page.getByText("即時", { exact: true }).filter({ visible: true })).toBeVisible({ timeout: 30_000 });
  await page.context().close();
});

test("an address that leads nowhere has a way back", async ({ browser }) => {
  const page = await freshPage(browser);
  const answer = await page.goto(`${house.url}/nowhere`);
  expect(answer?.status()).toBe(404);
  await page.getByRole("link", { name: "回到總覽" }).click();
  await expect(page).toHaveURL(`${house.url}/`);
  await page.context().close();
});

test("nothing is cut off at 320 pixels", async ({ browser }) => {
  const page = await freshPage(browser, { width: 320 });
  for (const path of ["/", "/incidents", "/nowhere", "/sign-in"]) {
    await page.goto(`${house.url}${path}`);
    await page.waitForTimeout(500);
    expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(320);
  }
  await page.context().close();
});

test("a decision that waits is counted in the title and the icon, and still keeps the budget", async ({ browser, request }) => {
  await expect
    .poll(async () => ((await (await request.get(`${house.url}/api/v1/approvals?status=pending`, { headers: { authorization: `Bearer ${house.apiToken}` } })).json()) as { items: unknown[] }).items.length, { timeout: 240_000, intervals: [2_000] })
    .toBeGreaterThan(0);
  const page = await freshPage(browser);
  const weight = await weigh(page, "/");
  test.info().annotations.push({ type: "/ with a card", description: JSON.stringify(weight) });
  await expect(page.getByRole("article").first()).toBeVisible();
  await expect(page).toHaveTitle(/^\(1\) /);
  expect(await page.locator('link[rel="icon"]').first().getAttribute("href")).toBe("/icon-waiting.svg");
  expect(weight.script).toBeLessThanOrEqual(budgetWithCard);
  await page.context().close();
});

/** The bar for `/` and the code of the card that has risen. */
const budgetWithCard = (budgets["/"]?.script ?? 0) + 15_000;
