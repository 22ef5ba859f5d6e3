import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Browser, type BrowserContext, type Locator, type Page } from "@playwright/test";
import type { Approval } from "../../lib/contracts/approval";
import { startHouse, type RunningHouse } from "../support/running-house";

// One card is asked about once and answered at the end; every test goes on where the last one ended.
test.describe.configure({ mode: "serial" });

let house: RunningHouse;
let signedIn: Awaited<ReturnType<BrowserContext["storageState"]>>;
let asked: Approval;

test.beforeAll(async ({ browser, request }) => {
  test.setTimeout(420_000);
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
  await expect
    .poll(async () => {
      const [first] = ((await (await request.get(`${house.url}/api/v1/approvals?status=pending`, { headers: asToken() })).json()) as { items: Approval[] }).items;
      if (first !== undefined) asked = first;
      return first?.action.tool;
    }, { timeout: 300_000, intervals: [1_000] })
    .toBe("rollback");
});

test.afterAll(async () => {
  test.setTimeout(120_000);
  expect(await house?.stop()).toBe(0);
  house?.remove();
});

const asToken = () => ({ authorization: `Bearer ${house.apiToken}` });

async function openPage(browser: Browser, path: string, viewport = { width: 1280, height: 800 }): Promise<Page> {
  const page = await (await browser.newContext({ storageState: signedIn, viewport, locale: "zh-TW", timezoneId: "Asia/Taipei" })).newPage();
  await page.goto(`${house.url}${path}`);
  await expect(live(page)).toBeVisible();
  return page;
}

const live = (page: Page): Locator => page.getByText("即時", { exact: true }).filter({ visible: true });
const cardOn = (page: Page): Locator => page.locator(`[data-card="${asked.id}"]`);

async function stateOf(page: Page): Promise<Approval> {
  return (await (await page.request.get(`${house.url}/api/v1/approvals/${asked.id}`)).json()) as Approval;
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.target.join(" "))])).toEqual([]);
}

test("keys alone: to the card, its evidence and picture, yes, and back again", async ({ browser }) => {
  const page = await openPage(browser, "/");
  const card = cardOn(page);
  await expect(card).toContainText("若不處理");
  await expect(card).toContainText("這個動作在這裡是第一次");
  await page.keyboard.press("j");
  await expect(card).toBeFocused();
  await page.keyboard.press("e");
  await expect(card.getByRole("region", { name: "故障會怎麼擴散" }).locator("rect")).not.toHaveCount(0);
  await expect(card.getByRole("table")).toContainText("checkout");
  await expectAccessible(page);
  await page.keyboard.press("e");

  await page.keyboard.press("d");
  await expect(card.getByRole("button", { name: "根因不對" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(card.getByRole("button", { name: /^核准/ })).toBeVisible();

  await card.focus();
  await page.keyboard.press("a");
  await expect(card.getByRole("button", { name: /收回/ })).toBeVisible();
  await page.keyboard.press("z");
  await expect(card.getByRole("button", { name: /^核准/ })).toBeVisible();
  expect((await stateOf(page)).status).toBe("pending");
  await page.context().close();
});

test("the brief of the day is the first line, until it is put away", async ({ browser }) => {
  const page = await openPage(browser, "/");
  const brief = page.getByRole("region", { name: "晨間簡報" });
  await expect(brief).toContainText("1 件等你");
  await brief.getByRole("link").first().click();
  await expect(page).toHaveURL(/\/incidents/);
  await page.goBack();
  await brief.getByRole("button").click();
  await expect(brief).toBeHidden();
  await page.reload();
  await expect(cardOn(page)).toBeVisible();
  await expect(brief).toBeHidden();
  await page.context().close();
});

test("on a phone: the question on one page, more time, and no answer while offline", async ({ browser }) => {
  const page = await openPage(browser, `/a/${asked.id}`, { width: 320, height: 640 });
  const card = cardOn(page);
  const approve = card.getByRole("button", { name: /^核准/ });
  await expect(approve).toBeInViewport();
  await expect(card).toContainText("支持");
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await expectAccessible(page);

  await card.getByRole("button", { name: /多給 30 分鐘/ }).click();
  await expect.poll(async () => Date.parse((await stateOf(page)).expiresAt) - Date.parse(asked.expiresAt)).toBe(30 * 60_000);

  await page.context().setOffline(true);
  await expect(card).toContainText("離線中，不能決定。");
  await expect(approve).toBeDisabled();
  await page.context().setOffline(false);
  await expect(live(page)).toBeVisible({ timeout: 30_000 });
  await expect(approve).toBeEnabled();
  await page.context().close();
});

test("two browsers at once: one answer counts, and both tell the same", async ({ browser }) => {
  const [one, other] = [await openPage(browser, "/"), await openPage(browser, `/a/${asked.id}`, { width: 390, height: 844 })];
  await cardOn(one).getByRole("button", { name: /^拒絕/ }).click();
  await Promise.all([cardOn(one).getByRole("button", { name: "時機不對" }).click(), cardOn(other).getByRole("button", { name: /^核准/ }).click()]);
  await expect(cardOn(one)).toContainText("林指揮");
  const { status } = await stateOf(one);
  expect(["approved", "denied"]).toContain(status);
  const word = status === "denied" ? "已拒絕" : /已核准|執行中|驗證中|已驗證/;
  for (const page of [one, other]) await expect(cardOn(page)).toContainText(word, { timeout: 5_000 });
  // The one that came second is told so, unless the news was faster than the hand.
  const lost = cardOn(status === "denied" ? other : one);
  await expect(lost).toContainText("林指揮");
  await one.context().close();
  await other.context().close();
});
