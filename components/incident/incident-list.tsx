"use client";

import { defaultRangeExtractor, useWindowVirtualizer } from "@tanstack/react-virtual";
import { useTranslations } from "next-intl";
import type { KeyboardEvent, RefObject } from "react";
import { useCallback, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from "react";
import type { IncidentList as List } from "@/lib/client/incident-list";
import { keptPlace } from "@/lib/client/place";
import type { IncidentWindow } from "@/lib/fold/incident-window";
import { rowAt } from "@/lib/fold/incident-window";
import type { Role } from "@/lib/contracts/common";
import { outlinePageSize } from "@/lib/contracts/outline";
import { useShortcuts } from "../shell/use-shortcuts";
import { onFocusMoves } from "../approval/use-held-order";
import { AbsentRow, IncidentRow, rowHeights } from "./incident-row";
import { useKeptPlace } from "./use-place";
import { useTriage } from "./use-triage";
import { WaitingBar } from "./waiting-bar";

const wide = "(min-width: 768px)";
/** Scrolled no further than this, one is at the top. */
const atTop = 8;

function onWidth(listener: () => void): () => void {
  const query = window.matchMedia(wide);
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}

function useRowHeight(): number {
  return useSyncExternalStore(onWidth, () => (window.matchMedia(wide).matches ? rowHeights.wide : rowHeights.narrow), () => rowHeights.wide);
}

export interface IncidentListProps {
  list: List;
  window: IncidentWindow;
  role: Role;
  /** Nothing is sent while the connection is away. */
  live: boolean;
}

/** Incidents, newest first, however many: only what is seen is drawn, and nothing moves under a pointer or a focus. */
export function IncidentList({ list, window: shown, role, live }: IncidentListProps) {
  const t = useTranslations("incident");
  const region = useRef<HTMLDivElement>(null);
  const rows = useRef<HTMLUListElement>(null);
  const height = useRowHeight();
  const [margin, setMargin] = useState(0);
  const [current, setCurrent] = useState(0);
  const wanted = useRef<number | null>(null);
  const { total } = shown.outline;
  const tabbed = Math.min(current, total - 1);

  useLayoutEffect(() => setMargin(rows.current === null ? 0 : rows.current.getBoundingClientRect().top + window.scrollY), []);
  const keepCurrent = useCallback((range: Parameters<typeof defaultRangeExtractor>[0]) => [...new Set([...defaultRangeExtractor(range), tabbed])].filter((index) => index >= 0).sort((a, b) => a - b), [tabbed]);
  const virtualizer = useWindowVirtualizer({ count: total, estimateSize: () => height, overscan: 6, scrollMargin: margin, rangeExtractor: keepCurrent, useFlushSync: false });
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, height]);

  const range = virtualizer.range;
  useEffect(() => {
    if (range !== null) list.look(range.startIndex, range.endIndex);
  }, [list, range]);

  useHeld(list, region);
  useKeptPlace(region);
  useReturn(shown, (index) => {
    wanted.current = index;
    setCurrent(index);
  });

  function land() {
    const link = wanted.current === null ? null : rows.current?.querySelector<HTMLElement>(`[data-index="${wanted.current}"]`);
    if (link == null) return;
    wanted.current = null;
    link.focus({ preventScroll: true });
  }
  // A row that is to have the focus may only be drawn after the list has scrolled to it.
  useLayoutEffect(land);

  function go(index: number) {
    if (total === 0) return;
    const to = Math.min(total - 1, Math.max(0, index));
    wanted.current = to;
    setCurrent(to);
    virtualizer.scrollToIndex(to, { align: "auto" });
    land();
  }
  function step(by: 1 | -1) {
    const inside = rows.current?.contains(document.activeElement) ?? false;
    go(inside ? current + by : Math.max(0, Math.ceil((window.scrollY - margin) / height)));
  }
  const atFocus = () => (rows.current?.contains(document.activeElement) ? (rowAt(shown, current) ?? null) : null);
  const triage = useTriage({ role, live, take: list.take });
  useShortcuts({
    next: () => step(1),
    previous: () => step(-1),
    open: () => triage.openNew(atFocus()),
    evidence: () => triage.showEvidence(atFocus()),
    source: () => void triage.openSource(atFocus()),
    seen: () => void triage.see(atFocus()),
    resolve: () => void triage.settle("resolve", atFocus()),
    dismiss: () => void triage.settle("dismiss", atFocus()),
  });
  function onKeyDown(event: KeyboardEvent) {
    const to = { ArrowDown: current + 1, ArrowUp: current - 1, Home: 0, End: total - 1 }[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    go(to);
  }
  async function renew() {
    await list.renew();
    window.scrollTo({ top: 0 });
    go(0);
  }

  return (
    <div ref={region}>
      <WaitingBar total={total} complete={shown.outline.complete} arrived={shown.arrived.size} left={shown.left.size} onRenew={() => void renew()} />
      <ul
        ref={rows}
        aria-label={t("list")}
        onKeyDown={onKeyDown}
        onFocus={(event) => {
          const { index } = (event.target as HTMLElement).dataset;
          if (index !== undefined) setCurrent(Number(index));
        }}
        onBlur={triage.disarm}
        className="relative"
        style={{ height: virtualizer.getTotalSize() }}
      >
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const incident = rowAt(shown, index);
          const place = { index, total, top: start - margin, height };
          if (incident == null) return <AbsentRow key={index} gone={incident === null} {...place} />;
          return <IncidentRow key={incident.id} incident={incident} current={index === tabbed} armed={triage.armed === incident.id} {...place} />;
        })}
      </ul>
    </div>
  );
}

/** Holds the list still while a mouse is over it, the focus is in it, or somebody has scrolled into it. */
function useHeld(list: List, region: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = region.current;
    if (element === null) return;
    let pointed = false;
    const tell = () => list.hold(pointed || element.contains(document.activeElement) || window.scrollY > atTop);
    const enter = (event: PointerEvent) => {
      pointed = event.pointerType === "mouse";
      tell();
    };
    const leave = () => {
      pointed = false;
      tell();
    };
    element.addEventListener("pointerenter", enter);
    element.addEventListener("pointerleave", leave);
    window.addEventListener("scroll", tell, { passive: true });
    const unwatch = onFocusMoves(() => setTimeout(tell));
    tell();
    return () => {
      element.removeEventListener("pointerenter", enter);
      element.removeEventListener("pointerleave", leave);
      window.removeEventListener("scroll", tell);
      unwatch();
    };
  }, [list, region]);
}

/** Whoever comes back is where they were: as far down, and on the same incident once it is here. */
function useReturn(shown: IncidentWindow, land: (index: number) => void): void {
  const awaited = useRef<string | null>(null);
  useLayoutEffect(() => {
    const place = keptPlace();
    if (place === null) return;
    window.scrollTo({ top: place.scrollY });
    awaited.current = place.id;
  }, []);
  useEffect(() => {
    const found = awaited.current === null ? undefined : shown.places.get(awaited.current);
    if (found === undefined) return;
    awaited.current = null;
    land(found[0] * outlinePageSize + found[1]);
  });
}
