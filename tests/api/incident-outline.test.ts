import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Incident, IncidentOutline } from "@/lib/contracts/incident";
import { openIncidents } from "../support/incident";
import { bearer, openWeb, type TestWeb } from "../support/web";

let web: TestWeb;

async function get<T>(path: string): Promise<T> {
  const response = await web.call("GET", path, { headers: bearer });
  expect(response.status, path).toBe(200);
  return (await response.json()) as T;
}

/** What page `n` of an outline holds. */
async function pageOf(outline: IncidentOutline, n: number, query: string): Promise<Incident[]> {
  const bounds = [["cursor", outline.marks[n - 1]], ["through", outline.marks[n]]].flatMap(([name, mark]) => (mark === undefined ? [] : [`&${name}=${encodeURIComponent(mark)}`]));
  return (await get<{ items: Incident[] }>(`/api/v1/incidents?limit=100${query}${bounds.join("")}`)).items;
}

beforeAll(async () => {
  web = await openWeb();
  const { container } = web.house;
  await openIncidents(container, 230, { openedAt: new Date("2026-11-22T10:00:00Z") });
  await openIncidents(container, 40, { openedAt: new Date("2026-11-22T11:00:00Z"), severity: "critical", title: "100%_down" });
});
afterAll(() => web.house.close());

describe("the outline of a list of incidents", () => {
  test.each([
    ["", 270, 2],
    ["&severity=warning", 230, 2],
    ["&severity=critical", 40, 0],
    ["&text=100%25_down", 40, 0],
    ["&settled=true", 0, 0],
    ["&origin=live&severity=warning", 230, 2],
  ])("of %s knows its length, and its pages together are the list", async (query, total, marks) => {
    const outline = await get<IncidentOutline>(`/api/v1/incidents/outline?${query.slice(1)}`);
    expect([outline.total, outline.complete, outline.marks.length]).toEqual([total, true, marks]);
    const pages = await Promise.all(Array.from({ length: marks + 1 }, (_, n) => pageOf(outline, n, query)));
    expect(pages.slice(0, -1).every((page) => page.length === 100)).toBe(true);
    const ids = pages.flat().map((incident) => incident.id);
    expect(ids).toHaveLength(total);
    const listed: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page: { items: Incident[]; nextCursor: string | null } = await get(`/api/v1/incidents?limit=200${query}${cursor === "" ? "" : `&cursor=${cursor}`}`);
      listed.push(...page.items.map((incident) => incident.id));
      cursor = page.nextCursor;
    }
    expect(ids).toEqual(listed);
  });

  test("a list that ends with a page has its mark there", async () => {
    await openIncidents(web.house.container, 60, { openedAt: new Date("2026-11-22T12:00:00Z"), severity: "critical" });
    const outline = await get<IncidentOutline>("/api/v1/incidents/outline?severity=critical");
    expect([outline.total, outline.marks.length]).toEqual([100, 1]);
    expect(await pageOf(outline, 1, "&severity=critical")).toEqual([]);
  });

  test("a page stays within its marks when newer incidents come and some of its own leave", async () => {
    const before = await get<IncidentOutline>("/api/v1/incidents/outline?settled=false&severity=warning");
    const ids = (await pageOf(before, 1, "&settled=false&severity=warning")).map((incident) => incident.id);
    await openIncidents(web.house.container, 3, { openedAt: new Date("2026-11-22T13:00:00Z") });
    await web.call("POST", `/api/v1/incidents/${ids[5]}/resolve`, { headers: bearer });
    expect((await pageOf(before, 1, "&settled=false&severity=warning")).map((incident) => incident.id)).toEqual(ids.filter((_, n) => n !== 5));
  });

  test("a mark that is none is refused, naming the field", async () => {
    expect((await web.call("GET", "/api/v1/incidents?through=abc", { headers: bearer })).status).toBe(400);
  });
});
