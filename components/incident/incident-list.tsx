"use client";

import { defaultRangeExtractor, useWindowVirtualizer } from "@tanstack/react-virtual";
import { useTranslations } from "next-intl";
import type { KeyboardEvent } from "react";
import { useCallback, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from "react";
import type { IncidentList as List } from "@/lib/client/incident-list";
import { keptPlace } from "@/lib/client/place";
import type { IncidentWindow } from "@/lib/fold/incident-window";
import { rowAt } from "@/lib/fold/incident-window";
import type { Role } from "@/lib/contracts/common";
import { useShortcuts } from "../shell/use-shortcuts";
import { Skeleton } from "../ui/skeleton";
import { IncidentRow, rowHeights } from "./incident-row";
import { useKeptPlace } from "./use-place";
import { useTriage } from "./use-triage";
import { WaitingBar } from "./waiting-bar";

const wide = "(min-width: 768px)";

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

  useLayoutEffect(() => setMargin(rows.current === null ? 0 : rows.current.getBoundingClientRect().top + window.scrollY), []);
  const keepCurrent = useCallback((range: Parameters<typeof defaultRangeExtractor>[0]) => [...new Set([...defaultRangeExtractor(range), Math.min(current, total - 1)])].filter((index) => index >= 0).sort((a, b) => a - b), [current, total]);
  // The compiler is not in use here, and what this hook returns is read anew with every render.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtualizer = useWindowVirtualizer({ count: total, estimateSize: () => height, overscan: 6, scrollMargin: margin, rangeExtractor: keepCurrent, useFlushSync: false });
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, height]);

  const range = virtualizer.range;
  useEffect(() => {
    if (range !== null) list.look(range.startIndex, range.endIndex);
  }, [list, range]);

  useHeld(list, region);
  useKeptPlace(region);
  useReturn(shown, setCurrent, wanted);

  // A row that is to have the focus may only be drawn after the list has scrolled to it.
  useLayoutEffect(() => {
    if (wanted.current === null) return;
    const link = rows.current?.querySelector<HTMLElement>(`[data-index="${wanted.current}"]`);
    if (link == null) return;
    wanted.current = null;
    link.focus({ preventScroll: true });
  });

  function go(index: number) {
    if (total === 0) return;
    const to = Math.min(total - 1, Math.max(0, index));
    wanted.current = to;
    setCurrent(to);
    virtualizer.scrollToIndex(to, { align: "auto" });
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
    open: () => rows.current?.querySelector<HTMLAnchorElement>(`[data-index="${current}"]`)?.dispatchEvent(new MouseEvent("click", { ctrlKey: true, bubbles: true, cancelable: true })),
    seen: () => void triage.see(atFocus()),
    settle: () => void triage.settle(atFocus()),
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
          const style = { height, transform: `translateY(${start - margin}px)` };
          if (incident == null) return <Absent key={index} gone={incident === null} index={index} total={total} style={style} />;
          return <Placed key={incident.id} incident={incident} index={index} total={total} current={index === Math.min(current, total - 1)} armed={triage.armed === incident.id} top={start - margin} height={height} />;
        })}
      </ul>
    </div>
  );
}
