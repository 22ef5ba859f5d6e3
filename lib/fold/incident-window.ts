import type { Incident, IncidentOutline } from "../contracts/incident";
import { outlinePageSize } from "../contracts/outline";
import type { IncidentFilter } from "./incident-filter";
import { passes } from "./incident-filter";

/** Pages kept in memory; those farthest from what is looked at go first, so that a long list costs no more than a short one. */
const keptPages = 8;

/**
 * The part of a long list that is on screen or near it. The list stands still as it was outlined: a change shows in its row, and what
 * came or no longer belongs only counts, until the list is outlined anew.
 */
export interface IncidentWindow {
  readonly outline: IncidentOutline;
  readonly pages: ReadonlyMap<number, readonly Incident[]>;
  /** Where each kept incident is. */
  readonly places: ReadonlyMap<string, readonly [page: number, row: number]>;
  /** Ids of incidents that would be listed now and are not. */
  readonly arrived: ReadonlySet<string>;
  /** Ids of listed incidents that would not be listed now. */
  readonly left: ReadonlySet<string>;
}

function placesOf(pages: ReadonlyMap<number, readonly Incident[]>): Map<string, readonly [number, number]> {
  return new Map([...pages].flatMap(([page, rows]) => rows.map((incident, row) => [incident.id, [page, row]] as const)));
}

/** A list as it was just outlined, with its first page. */
export function openWindow(outline: IncidentOutline, first: readonly Incident[]): IncidentWindow {
  const pages = new Map([[0, first]]);
  return { outline, pages, places: placesOf(pages), arrived: new Set(), left: new Set() };
}

/** Lets go of the pages that `keep` does not name; the first stays, since newcomers are told by it. */
export function keepPages(window: IncidentWindow, keep: (page: number) => boolean): IncidentWindow {
  const pages = new Map([...window.pages].filter(([page]) => page === 0 || keep(page)));
  return { ...window, pages, places: placesOf(pages) };
}

/** The page that a row of the list is on. */
export function pageAt(index: number): number {
  return Math.floor(index / outlinePageSize);
}

/** How many pages the list has. */
export function pageCount({ outline }: IncidentWindow): number {
  return Math.ceil(outline.total / outlinePageSize);
}

/** The incident in a row: `undefined` while its page is not here, `null` when it is gone from its place. */
export function rowAt(window: IncidentWindow, index: number): Incident | null | undefined {
  const page = window.pages.get(pageAt(index));
  return page === undefined ? undefined : (page[index % outlinePageSize] ?? null);
}

/** Takes a page as the server has it now; of an incident that is here already the greater version stays. */
export function putPage(window: IncidentWindow, page: number, rows: readonly Incident[]): IncidentWindow {
  const known = new Map((window.pages.get(page) ?? []).map((incident) => [incident.id, incident]));
  const newest = rows.map((incident) => {
    const here = known.get(incident.id);
    return here !== undefined && here.version > incident.version ? here : incident;
  });
  const near = [...new Set([...window.pages.keys(), page])].sort((a, b) => Math.abs(a - page) - Math.abs(b - page));
  const kept = new Set([0, ...near.slice(0, keptPages)]);
  const pages = new Map([...window.pages, [page, newest] as const].filter(([number]) => kept.has(number)));
  return { ...window, pages, places: placesOf(pages) };
}

function changed(set: ReadonlySet<string>, id: string, member: boolean): ReadonlySet<string> {
  if (set.has(id) === member) return set;
  const next = new Set(set);
  if (member) next.add(id);
  else next.delete(id);
  return next;
}

/** Whether an incident lies above the first row. */
function isAbove(window: IncidentWindow, incident: Incident): boolean {
  const top = window.pages.get(0)?.[0];
  if (top === undefined) return window.outline.total === 0;
  return incident.openedAt > top.openedAt || (incident.openedAt === top.openedAt && incident.id > top.id);
}

/** Takes changes told by the stream: rows turn in place, and what came or left counts. One copy for all of them; no change, no copy. */
export function applyChanges(window: IncidentWindow, filter: IncidentFilter, incidents: readonly Incident[]): IncidentWindow {
  let { arrived, left } = window;
  const touched = new Map<number, Incident[]>();
  const whole = window.pages.size >= pageCount(window);
  for (const incident of incidents) {
    const place = window.places.get(incident.id);
    const belongs = passes(filter, incident);
    if (place === undefined) {
      arrived = changed(arrived, incident.id, belongs && (whole || arrived.has(incident.id) || isAbove(window, incident)));
      continue;
    }
    const [page, row] = place;
    const rows = touched.get(page) ?? [...(window.pages.get(page) ?? [])];
    if ((rows[row]?.version ?? 0) >= incident.version) continue;
    rows[row] = incident;
    touched.set(page, rows);
    left = changed(left, incident.id, !belongs);
  }
  if (touched.size === 0 && arrived === window.arrived && left === window.left) return window;
  return { ...window, pages: touched.size === 0 ? window.pages : new Map([...window.pages, ...touched]), arrived, left };
}
