import { describe, expect, test } from "vitest";
import type { Incident } from "../contracts/incident";
import { outlinePageSize } from "../contracts/outline";
import { anyIncident, incidentsPath, passes, readIncidentFilter } from "./incident-filter";
import { applyChanges, keepPages, openWindow, pageCount, putPage, rowAt } from "./incident-window";

const open = { ...anyIncident, show: "open" as const };

/** Incident `n` of a list: the higher the number, the newer. */
function incident(n: number, more: Partial<Incident> = {}): Incident {
  const at = new Date(Date.UTC(2026, 0, 1) + n * 1_000).toISOString();
  return {
    id: `inc_${String(n).padStart(6, "0")}`, version: 1, origin: "live", status: "open", severity: "warning", title: "HighErrorRate", entity: { cluster: "prod", kind: "workload", namespace: "shop", name: `svc-${n}` },
    alertCount: 1, firingCount: 1, openedAt: at, updatedAt: at, settledAt: null, settledBy: null, acknowledgedAt: null, acknowledgedBy: null, reclassifiedAs: null, reopenedCount: 0, mergedInto: null, splitFrom: null, seeded: false, ...more,
  };
}
const settled = (n: number) => incident(n, { version: 2, status: "resolved", settledAt: incident(n).openedAt });
/** Page `page` of a list of `total`, newest first. */
const rowsOf = (total: number, page: number) => Array.from({ length: Math.min(outlinePageSize, total - page * outlinePageSize) }, (_, row) => incident(total - page * outlinePageSize - row));
const listOf = (total: number) => openWindow({ total, complete: true, marks: [] }, rowsOf(total, 0));

describe("applyChanges", () => {
  test("turns a row in place, and never back to an older version", () => {
    const list = listOf(250);
    const turned = applyChanges(list, anyIncident, [incident(240, { version: 3, status: "acting" })]);
    expect([rowAt(turned, 10)?.status, rowAt(list, 10)?.status]).toEqual(["acting", "open"]);
    expect(applyChanges(turned, anyIncident, [incident(240, { version: 2, status: "investigating" })])).toBe(turned);
  });

  test("moves no row for what comes: it waits, once, whatever is told of it", () => {
    const list = listOf(250);
    const waiting = applyChanges(applyChanges(list, anyIncident, [incident(251), incident(252)]), anyIncident, [incident(251, { version: 2 })]);
    expect([[...waiting.arrived], rowAt(waiting, 0)?.id]).toEqual([[incident(251).id, incident(252).id], incident(250).id]);
  });

  test("keeps the row of what no longer belongs, counts it, and takes it back when it belongs again", () => {
    const gone = applyChanges(listOf(250), open, [settled(249)]);
    expect([rowAt(gone, 1)?.status, gone.left.size]).toEqual(["resolved", 1]);
    expect(applyChanges(gone, open, [incident(249, { version: 3, status: "reopened" })]).left.size).toBe(0);
  });

  test("says nothing of what lies in a part that is not here, unless the whole list is", () => {
    const change = incident(20, { version: 2, status: "reopened" });
    expect(applyChanges(listOf(250), open, [change]).arrived.size).toBe(0);
    expect(applyChanges(openWindow({ total: 2, complete: true, marks: [] }, [incident(40), incident(30)]), open, [change]).arrived.size).toBe(1);
  });

  test("forgets a newcomer that left before it was let in", () => {
    const list = applyChanges(listOf(250), open, [incident(251)]);
    expect(applyChanges(list, open, [settled(251)]).arrived.size).toBe(0);
  });
});

describe("putPage", () => {
  test("keeps the greater version of what both know, and no more pages than a few near by and the first", () => {
    let list = listOf(100_000);
    for (let page = 1; page < 40; page += 1) list = putPage(list, page, rowsOf(100_000, page));
    expect([list.pages.size, list.pages.has(0), list.pages.has(39), list.pages.has(1)]).toEqual([9, true, true, false]);
    const newer = applyChanges(list, anyIncident, [incident(100_000 - 3_900, { version: 5 })]);
    expect(rowAt(putPage(newer, 39, rowsOf(100_000, 39)), 3_900)?.version).toBe(5);
    expect(newer.places.size).toBe(900);
  });

  test("a row whose incident left is empty, one whose page is not here is unknown", () => {
    const list = putPage(listOf(250), 1, rowsOf(250, 1).slice(0, 99));
    expect([rowAt(list, 199), rowAt(list, 249), pageCount(list)]).toEqual([null, undefined, 3]);
  });
});

describe("keepPages", () => {
  test("lets go of the rest but the first", () => {
    const list = keepPages(putPage(putPage(listOf(450), 1, rowsOf(450, 1)), 3, rowsOf(450, 3)), (page) => page === 3);
    expect([[...list.pages.keys()], list.places.size]).toEqual([[0, 3], 200]);
  });
});

describe("readIncidentFilter", () => {
  test.each(["/incidents", "/incidents?show=open", "/incidents?show=waiting&severity=critical&origin=live&entity=prod%2Fworkload%2Fshop%2Fcheckout&text=%25+down"])("%s is the address of what it says", (path) => {
    expect(incidentsPath(readIncidentFilter(new URL(path, "http://x").searchParams))).toBe(path);
  });

  test("narrows by nothing it does not understand", () => {
    expect(readIncidentFilter(new URLSearchParams("show=mine&severity=bad&origin=mars"))).toEqual(anyIncident);
  });
});

describe("passes", () => {
  test.each([
    [{ text: "HIGHERROR" }, true],
    [{ text: "shop/svc-7" }, true],
    [{ text: "%" }, false],
    [{ entity: "prod/workload/shop/svc-7" }, true],
    [{ entity: "prod/workload/shop/svc-8" }, false],
    [{ severity: "critical" as const }, false],
    [{ origin: "range" as const }, false],
    [{ show: "waiting" as const }, false],
    [{ show: "settled" as const }, false],
  ])("%o lets it through: %s", (narrow, through) => {
    expect(passes({ ...anyIncident, ...narrow }, incident(7))).toBe(through);
  });
});
