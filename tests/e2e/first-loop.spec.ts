import AxeBuilder from "@axe-core/playwright";
import { expect, test, type APIRequestContext, type Page } from "@playwright/test";
import type { Approval } from "../../lib/contracts/approval";
import type { Incident, IncidentDetail } from "../../lib/contracts/incident";
import type { Autonomy } from "../../lib/contracts/stats";
import { startHouse, type RunningHouse } from "../support/running-house";

// The second test goes on where the first ended.
test.describe.configure({ mode: "serial" });

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

/** Asks the API as automation does, with the bearer token. */
async function ask<T>(request: APIRequestContext, path: string): Promise<T> {
  const response = await request.get(`${house.url}${path}`, { headers: { authorization: `Bearer ${house.apiToken}` } });
  expect(response.ok(), `${path} answers ${response.status()}`).toBe(true);
  return (await response.json()) as T;
}

/** No violation of WCAG 2.2 AA on the page as it is now. */
async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.target.join(" "))])).toEqual([]);
}

async function practised(request: APIRequestContext): Promise<Incident[]> {
  const { items } = await ask<{ items: Incident[] }>(request, "/api/v1/incidents?origin=range&limit=50");
  return items.filter((incident) => !incident.seeded);
}

test("a first morning: sign in, one repair by itself, one by approval, across a killed worker", async ({ page, request }) => {
  await page.goto(house.signInLink);
  await page.getByLabel("你的名字").fill("林指揮");
  await page.getByLabel("電子郵件").fill("commander@example.org");
  await page.getByLabel("密碼", { exact: true }).fill("correct horse battery staple");
  await page.getByRole("button", { name: "建立帳號並登入" }).click();
  await expect(page).toHaveURL(`${house.url}/`);
  await expect(page.getByText("演練").first()).toBeVisible();
  const before = await ask<Autonomy>(request, "/api/v1/stats/autonomy?origin=range");

  // The stuck worker: found, restarted and verified with nobody asked.
  await expect
    .poll(async () => (await practised(request)).find((incident) => incident.title === "QueueBacklog")?.status, { timeout: 180_000, intervals: [1_000] })
    .toBe("resolved");
  const alone = (await practised(request)).find((incident) => incident.title === "QueueBacklog");
  expect(alone).toMatchObject({ settledBy: "automation" });

  // The bad release: a card rises through the surface.
  const card = page.getByRole("article").filter({ hasText: "checkout" });
  await expect(card).toBeVisible({ timeout: 120_000 });
  await expect(card).toContainText("若不處理");
  await expectAccessible(page);
  const [waiting] = (await ask<{ items: Approval[] }>(request, "/api/v1/approvals?status=pending")).items;
  expect(waiting?.action.tool).toBe("rollback");

  // The worker dies between the answer and the deed.
  await card.getByRole("button", { name: /^核准/ }).click();
  await expect(card).toContainText("收回");
  process.kill(house.pidOf("worker"), "SIGKILL");

  await expect
    .poll(async () => (await ask<Approval>(request, `/api/v1/approvals/${waiting?.id}`)).action.status, { timeout: 180_000, intervals: [1_000] })
    .toBe("succeeded");
  const detail = await ask<IncidentDetail>(request, `/api/v1/incidents/${waiting?.incident.id}`);
  expect(detail).toMatchObject({ status: "resolved", settledBy: "human" });
  expect(detail.actions.filter((action) => action.startedAt !== null)).toHaveLength(1);
  await expect(page.getByText("已驗證").first()).toBeVisible();

  // Nothing twice, nothing lost: two incidents, each repaired once; the index counts both.
  expect(await practised(request)).toHaveLength(2);
  const after = await ask<Autonomy>(request, "/api/v1/stats/autonomy?origin=range");
  expect(after.denominator - before.denominator).toBe(2);
  expect(after.numerator - before.numerator).toBe(1);
  await expect(page.getByText(new RegExp(`${after.numerator} / ${after.denominator}`)).first()).toBeVisible();

  // The incident page tells the story.
  await page.goto(`${house.url}/incidents/${waiting?.incident.id}`);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByText("checkout").first()).toBeVisible();
  await expectAccessible(page);
});

test("a second start goes on with the same data, in seconds and without another sign-in", async ({ browser, request }) => {
  const before = await practised(request);
  expect(await house.stop()).toBe(0);
  house = await startHouse({ dataDir: house.dataDir });
  test.info().annotations.push({ type: "second start", description: `${house.startedInMs} ms` });
  expect(house.startedInMs).toBeLessThan(30_000);
  expect(house.signInLink).toBe("");
  const after = await practised(request);
  expect(after.map((incident) => [incident.id, incident.status])).toEqual(before.map((incident) => [incident.id, incident.status]));

  const page = await browser.newPage();
  await page.goto(`${house.url}/incidents/${before[0]?.id}`);
  await expect(page).toHaveURL(/sign-in/);
  await page.getByLabel("電子郵件").fill("commander@example.org");
  await page.getByLabel("密碼", { exact: true }).fill("correct horse battery staple");
  await page.getByRole("button", { name: "登入", exact: true }).click();
  await expect(page).toHaveURL(`${house.url}/incidents/${before[0]?.id}`);
  await page.goto(house.url);
  await expect(page.getByText("海面平靜。")).toBeVisible();
  await page.close();
});
