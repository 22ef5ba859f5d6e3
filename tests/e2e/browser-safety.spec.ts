import { expect, test, type Page } from "@playwright/test";
import { startHouse, type RunningHouse } from "../support/running-house";

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

const asToken = () => ({ authorization: `Bearer ${house.apiToken}` });

/** Notes every violation of a page's policy, also those before its own scripts run. */
async function noteViolations(page: Page): Promise<() => Promise<string[]>> {
  const seen: string[] = [];
  await page.exposeFunction("noteViolation", (what: string) => void seen.push(what));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sourceFile }) => {
      void (window as unknown as { noteViolation(what: string): Promise<void> }).noteViolation(`${location.pathname}: ${violatedDirective} ${blockedURI} ${sourceFile}`);
    });
  });
  return async () => {
    await page.waitForLoadState("load");
    await page.waitForTimeout(500);
    return seen.splice(0);
  };
}

test("no page breaks its own policy, in both languages and every look", async ({ page, request }) => {
  const violations = await noteViolations(page);
  await page.goto(`${house.url}/sign-in`);
  expect(await violations()).toEqual([]);
  await page.goto(house.signInLink);
  await page.getByLabel("你的名字").fill("林指揮");
  await page.getByLabel("電子郵件").fill("commander@example.org");
  await page.getByLabel("密碼", { exact: true }).fill("correct horse battery staple");
  await page.getByRole("button", { name: "建立帳號並登入" }).click();
  await expect(page).toHaveURL(`${house.url}/`);
  await expect(page.getByText("演練").first()).toBeVisible();
  expect(await violations()).toEqual([]);

  const { items } = (await (await request.get(`${house.url}/api/v1/incidents?origin=range&limit=1`, { headers: asToken() })).json()) as { items: { id: string }[] };
  for (const path of ["/incidents", `/incidents/${items[0]?.id}`, "/nowhere"]) {
    await page.goto(`${house.url}${path}`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    expect(await violations()).toEqual([]);
  }

  await page.goto(house.url);
  await page.getByRole("button", { name: "設定與帳號" }).click();
  for (const look of ["海圖", "守夜", "夜航"]) await page.getByText(look, { exact: true }).click();
  await page.getByText("English", { exact: true }).click();
  await expect(page.getByText("practice", { exact: false }).first()).toBeVisible();
  expect(await violations()).toEqual([]);

  // Whoever is signed in has no business at the door.
  await page.goto(`${house.url}/sign-in?next=/incidents`);
  await expect(page).toHaveURL(`${house.url}/incidents`);
});

test("every answer carries its headers, and each page a nonce of its own that the client cannot choose", async ({ request }) => {
  const scriptSource = async (headers: Record<string, string> = {}) => (await request.get(`${house.url}/sign-in`, { headers })).headers()["content-security-policy"] ?? "";
  const nonces = await Promise.all([scriptSource(), scriptSource(), scriptSource({ "x-nonce": "chosen", "content-security-policy": "script-src 'nonce-chosen'" })]);
  expect(new Set(nonces).size).toBe(3);
  for (const policy of nonces) expect(policy).toMatch(/script-src 'self' 'nonce-(?!chosen)[^']+' 'strict-dynamic';/);
  for (const path of ["/sign-in", "/", "/nowhere", "/api/v1/me", "/api/v1/nowhere", "/api/v1/openapi.json", "/api/v1/auth/get-session", "/healthz", "/readyz", "/metrics", "/icon.svg", "/_next/static/none.js", "/%00"]) {
    const headers = (await request.get(`${house.url}${path}`, { maxRedirects: 0 })).headers();
    expect.soft(headers["x-content-type-options"], path).toBe("nosniff");
    expect.soft(headers["referrer-policy"], path).toBe("same-origin");
    expect.soft(headers["permissions-policy"], path).toContain("camera=()");
    expect.soft(headers["strict-transport-security"], path).toContain("max-age=");
    expect.soft(headers["content-security-policy"], path).toMatch(/frame-src 'none'.*frame-ancestors 'none'.*object-src 'none'.*base-uri 'none'/);
    expect.soft(headers["x-powered-by"], path).toBeUndefined();
  }
});

test("a stranger gets no data, however the request is dressed up", async ({ request }) => {
  const { items } = (await (await request.get(`${house.url}/api/v1/incidents?origin=range&limit=5`, { headers: asToken() })).json()) as { items: { id: string; title: string }[] };
  const [incident] = items;
  if (incident === undefined) throw new Error("there is nothing to steal");
  const skip = "proxy:proxy:proxy:proxy:proxy";
  const costumes: Record<string, string>[] = [
    {},
    { "x-middleware-subrequest": skip },
    { "x-middleware-subrequest": "src/middleware:src/middleware:src/middleware:src/middleware:src/middleware" },
    { rsc: "1" },
    { rsc: "1", "next-router-prefetch": "1", "next-router-segment-prefetch": "/_tree" },
    { rsc: "1", "next-router-state-tree": "%5B%22%22%2C%7B%7D%5D", "x-middleware-subrequest": skip },
    { "x-invoke-path": "/incidents", "x-invoke-status": "200" },
    { cookie: "awoooi.session_token=forged.forged" },
  ];
  const pages = ["/", "/incidents", `/incidents/${incident.id}`];
  const dressed = (path: string) => [path, `${path}?_rsc=1abc`, `${path}.rsc`, `${path}?__nextLocale=en`, `${path}.segments/_tree.segment.rsc`, `/_next/data/x${path}.json`, `//${path}`];
  const targets = [...pages.flatMap(dressed), ...["/api/v1/incidents", `/api/v1/incidents/${incident.id}`, "/api/v1/audit", "/api/v1/me", "/api/v1/approvals", "/metrics"].flatMap((path) => [path, `${path}?_rsc=1`, `${path}.rsc`, `${path}/`])];
  for (const headers of costumes) {
    for (const path of targets) {
      const response = await request.get(`${house.url}${path}`, { headers, maxRedirects: 0 });
      const text = await response.text();
      expect.soft(text, `${path} as ${JSON.stringify(headers)}`).not.toContain(incident.title);
      expect.soft(text).not.toContain('"openedAt"');
      if (path.startsWith("/api/")) expect.soft(response.status(), path).not.toBe(200);
    }
  }
});
