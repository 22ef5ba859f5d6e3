import { useCallback, useSyncExternalStore } from "react";

let offsetMs = 0;
let nowMs = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

/** A clock this much off is corrected; below it the whole seconds of a Date header would only add noise. */
const toleratedSkewMs = 2_000;

/** Learns how far this device's clock is from the server's, from the Date header of an answer. */
export function noteServerDate(date: string | null): void {
  const serverMs = date === null ? Number.NaN : Date.parse(date) + 500;
  if (Number.isNaN(serverMs)) return;
  const skew = serverMs - Date.now();
  offsetMs = Math.abs(skew) > toleratedSkewMs ? skew : 0;
}

/** The present moment on the server's clock. */
export function serverNowMs(): number {
  return Date.now() + offsetMs;
}

function tick(): void {
  nowMs = serverNowMs();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  nowMs = serverNowMs();
  timer ??= setInterval(tick, 250);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && timer !== undefined) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** The present moment, cut to `stepMs`, so that a component renders only when what it shows changes; 0 while rendered on the server. */
export function useNow(stepMs = 1000): number {
  const read = useCallback(() => Math.floor(nowMs / stepMs) * stepMs, [stepMs]);
  return useSyncExternalStore(subscribe, read, () => 0);
}
