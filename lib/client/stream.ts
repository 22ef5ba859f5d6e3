import { createParser } from "eventsource-parser";

/** The state of the one live connection. `retryAtMs` is set while a new try is planned. */
export type StreamState =
  | { readonly status: "connecting" }
  | { readonly status: "live" }
  | { readonly status: "reconnecting"; readonly retryAtMs: number; readonly attempt: number }
  | { readonly status: "offline"; readonly retryAtMs: number | null; readonly attempt: number };

/** Everything a stream touches outside itself, so that tests can drive it. */
export interface StreamWorld {
  fetch: typeof fetch;
  nowMs: () => number;
  random: () => number;
  isOnline: () => boolean;
}

export interface StreamOptions {
  url: string;
  onEvent: (event: { type: string; data: string }) => void;
  onState: (state: StreamState) => void;
  /** Any byte arrived: what is shown is as true as it can be at this moment. */
  onContact: (response: Response) => void;
  onUnauthenticated: () => void;
  world?: Partial<StreamWorld>;
}

export interface Stream {
  /** Tries again at once, if it is waiting. */
  retryNow: () => void;
  /** The device lost its network: stop waiting for bytes that cannot come. */
  wentOffline: () => void;
  close: () => void;
}

const firstDelayMs = 1_000;
const longestDelayMs = 30_000;
/** Three missed heartbeats of 15 s. */
const watchdogMs = 45_000;
/** From this many failed tries in a row on we call it offline. */
const offlineAfterAttempts = 4;

/** How long to wait before try number `attempt` (from 1): doubling from 1 s to 30 s, the upper half by chance. */
export function retryDelayMs(attempt: number, random: number): number {
  const ceiling = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(attempt, 16));
  return Math.max(firstDelayMs, Math.round(ceiling / 2 + (random * ceiling) / 2));
}

/** Keeps one server-sent-events connection alive: own back-off, a watchdog for silence, and 401 leads to the sign-in page. */
export function openStream(options: StreamOptions): Stream {
  const world: StreamWorld = {
    fetch: (...input) => fetch(...input),
    nowMs: () => Date.now(),
    random: () => Math.random(),
    isOnline: () => typeof navigator === "undefined" || navigator.onLine,
    ...options.world,
  };
  let closed = false;
  let attempt = 0;
  let abort = new AbortController();
  let watchdog: ReturnType<typeof setTimeout> | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;

  function guard(connection: AbortController): void {
    clearTimeout(watchdog);
    watchdog = setTimeout(() => connection.abort(new Error("silent")), watchdogMs);
  }

  function planRetry(): void {
    clearTimeout(watchdog);
    clearTimeout(retry);
    if (closed) return;
    attempt += 1;
    const delayMs = retryDelayMs(attempt, world.random());
    const online = world.isOnline();
    const retryAtMs = world.nowMs() + delayMs;
    options.onState(!online || attempt >= offlineAfterAttempts ? { status: "offline", retryAtMs: online ? retryAtMs : null, attempt } : { status: "reconnecting", retryAtMs, attempt });
    retry = setTimeout(() => void connect(), delayMs);
  }

  async function read(connection: AbortController): Promise<void> {
    const response = await world.fetch(options.url, { headers: { accept: "text/event-stream" }, cache: "no-store", credentials: "same-origin", signal: connection.signal });
    if (response.status === 401) {
      closed = true;
      options.onUnauthenticated();
      return;
    }
    if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}`);
    let live = false;
    const parser = createParser({ onEvent: (event) => options.onEvent({ type: event.event ?? "message", data: event.data }) });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done || connection.signal.aborted) return;
      guard(connection);
      options.onContact(response);
      if (!live) {
        live = true;
        attempt = 0;
        options.onState({ status: "live" });
      }
      parser.feed(value);
    }
  }

  async function connect(): Promise<void> {
    if (closed) return;
    clearTimeout(retry);
    retry = undefined;
    const connection = new AbortController();
    abort = connection;
    if (attempt === 0) options.onState({ status: "connecting" });
    guard(connection);
    await read(connection).catch(() => undefined);
    connection.abort();
    if (abort === connection) planRetry();
  }

  void connect();

  return {
    retryNow() {
      if (closed || retry === undefined) return;
      clearTimeout(retry);
      retry = undefined;
      attempt = 0;
      abort.abort();
      void connect();
    },
    wentOffline: () => abort.abort(new Error("offline")),
    close() {
      closed = true;
      clearTimeout(watchdog);
      clearTimeout(retry);
      abort.abort();
    },
  };
}
