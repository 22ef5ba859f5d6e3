import type { Incident, IncidentOutline, IncidentsStreamEvent } from "../contracts/incident";
import { outlinePageSize } from "../contracts/outline";
import type { IncidentFilter } from "../fold/incident-filter";
import { incidentQuery, incidentsPath } from "../fold/incident-filter";
import type { IncidentWindow } from "../fold/incident-window";
import { applyChanges, keepPages, openWindow, pageAt, pageCount, putPage } from "../fold/incident-window";
import { call } from "./api";
import { serverNowMs } from "./clock";
import { followIncidents } from "./incidents-stream";
import { api } from "./operations";

/** Changes are drawn together this often: faster than an eye compares rows, slower than a storm. */
const drawEveryMs = 250;
/** A list that nobody holds is outlined anew at most this often. */
const renewEveryMs = 3_000;
/** Pages that rush by are not fetched. */
const restMs = 80;

/** A list as it can be drawn. `failed` says that the last attempt to read from it did not succeed. */
export interface IncidentListView {
  readonly window: IncidentWindow | null;
  readonly failed: boolean;
  /** When it was last read, on the server's clock. */
  readonly asOfMs: number;
}

/** One filtered list of incidents: outlined once, read where one looks, and changed in place by the stream. */
export class IncidentList {
  private view: IncidentListView = { window: null, failed: false, asOfMs: 0 };
  private readonly listeners = new Set<() => void>();
  private readonly reading = new Set<number>();
  private changes = new Map<string, Incident>();
  private looking: readonly [first: number, last: number] = [0, 0];
  private drawing: ReturnType<typeof setTimeout> | undefined;
  private resting: ReturnType<typeof setTimeout> | undefined;
  private renewing: Promise<void> | null = null;
  private renewedAtMs = Number.NEGATIVE_INFINITY;
  /** True while the list must not move: somebody points at it, is in it, or is not at its top. */
  private held = false;
  private unfollow: (() => void) | null = null;

  constructor(readonly filter: IncidentFilter) {}

  readonly read = (): IncidentListView => this.view;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Begins to follow, and reads what is not here yet; what was kept from before is drawn at once and read again behind it. */
  readonly start = (): (() => void) => {
    this.unfollow = followIncidents((event) => this.hear(event));
    if (this.view.window === null) void this.renew();
    return () => {
      this.unfollow?.();
      this.unfollow = null;
      clearTimeout(this.drawing);
      clearTimeout(this.resting);
      this.drawing = undefined;
    };
  };

  /** Says which rows are looked at; their pages are read once the eye rests. */
  readonly look = (first: number, last: number): void => {
    this.looking = [first, last];
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.readMissing(), restMs);
  };

  readonly hold = (held: boolean): void => {
    this.held = held;
    if (!held) this.renewIfMoved();
  };

  /** Takes what a write answered, without waiting for the stream. */
  readonly take = (incident: Incident): void => {
    this.changes.set(incident.id, incident);
    this.draw();
  };

  /** Outlines the list anew: newcomers are let in, and what no longer belongs goes. */
  readonly renew = (): Promise<void> => {
    this.renewing ??= this.outline().finally(() => {
      this.renewing = null;
      this.renewedAtMs = performance.now();
    });
    return this.renewing;
  };

  private async outline(): Promise<void> {
    const query = incidentQuery(this.filter);
    try {
      const [outline, first] = await Promise.all([call(api.outlineIncidents, { query }), call(api.listIncidents, { query: { ...query, limit: outlinePageSize } })]);
      this.set({ window: openWindow(agreed(outline, first.items.length), first.items), failed: false, asOfMs: serverNowMs() });
      this.readMissing();
    } catch {
      this.set({ ...this.view, failed: true });
    }
  }

  private readMissing(): void {
    const { window } = this.view;
    if (window === null) return;
    const last = Math.min(pageAt(this.looking[1]), pageCount(window) - 1);
    for (let page = pageAt(this.looking[0]); page <= last; page += 1) if (!window.pages.has(page)) void this.readPage(page);
  }

  private async readPage(page: number): Promise<void> {
    const { window } = this.view;
    if (window === null || this.reading.has(page)) return;
    this.reading.add(page);
    const { marks } = window.outline;
    try {
      const { items } = await call(api.listIncidents, { query: { ...incidentQuery(this.filter), limit: outlinePageSize, cursor: marks[page - 1], through: marks[page] } });
      const now = this.view.window;
      // Read by the marks of an outline that is gone: its rows have other places now.
      if (now?.outline === window.outline) this.set({ window: putPage(now, page, items), failed: false, asOfMs: serverNowMs() });
    } catch {
      this.set({ ...this.view, failed: true });
    } finally {
      this.reading.delete(page);
    }
  }

  private hear(event: IncidentsStreamEvent): void {
    if (event.type !== "incidents.snapshot") {
      this.changes.set(event.incident.id, event.incident);
      this.draw();
      return;
    }
    for (const incident of event.incidents) this.changes.set(incident.id, incident);
    this.draw();
    // A snapshot says that single changes were not told: what is looked at is read again, the rest when it is looked at.
    const { window } = this.view;
    if (window === null) return void this.renew();
    const [first, last] = [pageAt(this.looking[0]), pageAt(this.looking[1])];
    const near = keepPages(window, (page) => page >= first && page <= last);
    this.set({ ...this.view, window: near });
    for (const page of near.pages.keys()) void this.readPage(page);
  }

  private draw(): void {
    this.drawing ??= setTimeout(() => {
      this.drawing = undefined;
      const { window } = this.view;
      if (window === null) return;
      const next = applyChanges(window, this.filter, [...this.changes.values()]);
      this.changes = new Map();
      if (next !== window) this.set({ ...this.view, window: next });
      this.renewIfMoved();
    }, drawEveryMs);
  }

  private renewIfMoved(): void {
    const { window } = this.view;
    if (this.held || this.unfollow === null || window === null || window.arrived.size + window.left.size === 0) return;
    if (performance.now() - this.renewedAtMs < renewEveryMs) this.draw();
    else void this.renew();
  }

  private set(view: IncidentListView): void {
    this.view = view;
    for (const listener of this.listeners) listener();
  }
}

/** The first page may know of incidents that the outline, read at the same moment, does not. */
function agreed(outline: IncidentOutline, first: number): IncidentOutline {
  return outline.marks.length === 0 && outline.total !== first ? { ...outline, total: Math.min(first, outlinePageSize) } : outline;
}

let latest: IncidentList | null = null;

/** The list with this filter: the one looked at last while the filter is the same, so that whoever comes back finds it as it was. */
export function incidentList(filter: IncidentFilter): IncidentList {
  if (latest === null || incidentsPath(latest.filter) !== incidentsPath(filter)) latest = new IncidentList(filter);
  return latest;
}
