import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { startHouse, type RunningHouse } from "../support/running-house";

let house: RunningHouse;

test.beforeAll(async () => {
  test.setTimeout(300_000);
  house = await startHouse();
});
test.afterAll(async () => {
  test.setTimeout(120_000);
  expect(await house?.stop()).toBe(0);
  house?.remove();
});

/** No violation of WCAG 2.2 AA on the page as it is now. */
async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.target.join(" "))])).toEqual([]);
}

test("a commander rules: plans a window, tests and saves a policy, checks the chain, makes a token and takes it back", async ({ page, request }) => {
  await page.goto(house.signInLink);
  await page.getByLabel("你的名字").fill("林指揮");
  await page.getByLabel("電子郵件").fill("commander@example.org");
  await page.getByLabel("密碼", { exact: true }).fill("correct horse battery staple");
  await page.getByRole("button", { name: "建立帳號並登入" }).click();
  await expect(page).toHaveURL(`${house.url}/`);

  await test.step("a source says how to connect it, and its door is tested to the worker", async () => {
    await page.goto(`${house.url}/settings`);
    await expect(page).toHaveURL(/\/settings\/sources$/);
    await page.getByRole("link", { name: /Alertmanager/ }).click();
    await page.getByRole("button", { name: "測試這道門" }).click();
    await expect(page.getByText(/通了：送達、存妥、處理完/)).toBeVisible();
    await expect(page.getByText(/credentials: <ALERTMANAGER_WEBHOOK_TOKEN>/)).toBeVisible();
    await page.getByRole("button", { name: "顯示密鑰" }).click();
    await expect(page.getByText(/credentials: [0-9a-zA-Z_-]{16,}/)).toBeVisible();
    await expectAccessible(page);
  });

  await test.step("a maintenance window is planned, and refused while it makes no sense", async () => {
    await page.getByRole("link", { name: "維護時段" }).click();
    await page.getByRole("button", { name: "排一個時段" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("名稱").fill("換硬碟");
    await dialog.getByRole("button", { name: "排定" }).click();
    await expect(dialog.getByText("請填完整的範圍")).toBeVisible();
    await dialog.getByLabel("涵蓋範圍").selectOption({ label: "一個命名空間" });
    await dialog.getByLabel("叢集").fill("prod");
    await dialog.getByLabel("命名空間").last().fill("shop");
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "排定" }).click();
    await expect(page.getByRole("list", { name: "維護時段" }).getByText("換硬碟")).toBeVisible();
    await expect(page.getByText("prod 的 shop")).toBeVisible();
  });

  await test.step("a policy is changed after the past was judged again, and the older version can come back", async () => {
    await page.goto(`${house.url}/policies`);
    await page.getByRole("link", { name: /斷路器：總次數/ }).click();
    const field = page.getByLabel("每小時最多次數");
    await field.fill("99");
    await expect(page.getByText("最多 10", { exact: false })).toBeVisible();
    await expect(page.getByRole("button", { name: /儲存為第 2 版/ })).toBeDisabled();
    await field.fill("4");
    await expect(page.getByText(/個動作裡，|沒有可以回測的動作/)).toBeVisible();
    await page.getByLabel("為什麼要改").fill("夜間少動一點");
    await expectAccessible(page);
    await page.getByRole("button", { name: /儲存為第 2 版/ }).click();
    await expect(page.getByText("夜間少動一點")).toBeVisible();
    await page.getByRole("link", { name: "載入這一版" }).click();
    await expect(page).toHaveURL(/from=1/);
    await expect(page.getByLabel("每小時最多次數")).toHaveValue("10");
  });

  await test.step("a token opens the API until it is revoked", async () => {
    await page.goto(`${house.url}/settings/tokens`);
    await page.getByRole("button", { name: "建立權杖" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("名稱").fill("備份腳本");
    await dialog.getByRole("button", { name: "建立", exact: true }).click();
    const secret = (await dialog.getByLabel("權杖「備份腳本」").last().textContent())?.trim() ?? "";
    expect(secret.length).toBeGreaterThan(20);
    const ask = async () => (await request.get(`${house.url}/api/v1/me`, { headers: { authorization: `Bearer ${secret}` } })).status();
    expect(await ask()).toBe(200);
    await dialog.getByRole("button", { name: "已複製，關閉" }).click();
    const row = page.getByRole("row").filter({ hasText: "備份腳本" });
    await row.getByRole("button", { name: "撤銷" }).click();
    await row.getByRole("button", { name: /再按一次/ }).click();
    await expect(row.getByText("已撤銷")).toBeVisible();
    expect(await ask()).toBe(401);
    await expectAccessible(page);
  });

  await test.step("all of it is on the log, and the chain is whole", async () => {
    await page.goto(`${house.url}/audit?actor=human`);
    const log = page.getByRole("list", { name: "稽核紀錄" }).getByRole("listitem");
    for (const what of ["撤銷 API 權杖", "政策修改", "排定維護時段", "查看來源密鑰"]) await expect(log.filter({ hasText: what })).toHaveCount(1);
    await page.getByRole("button", { name: "驗證雜湊鏈" }).click();
    await expect(page.getByText(/完整：.*全部對得上/)).toBeVisible();
    await page.getByLabel("什麼事").selectOption({ label: "政策 · 政策修改" });
    await expect(page).toHaveURL(/type=policy\.changed/);
    await expect(log).toHaveCount(1);
    await expectAccessible(page);
  });
});
