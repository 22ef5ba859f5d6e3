import type { Stream, StreamOptions, StreamState } from "./stream";
import { openStream } from "./stream";

type Frame = { type: string; data: string };

type Message =
  | { kind: "hello" }
  | { kind: "event"; frame: Frame }
  | { kind: "state"; state: StreamState }
  | { kind: "contact"; date: string | null }
  | { kind: "retry" };

export interface SharedStreamOptions extends Omit<StreamOptions, "onContact"> {
  /** Names the connection among the tabs of this browser. */
  name: string;
  onContact: (date: string | null) => void;
  /** Frames that bring a tab which joins late up to date. */
  recall: () => Frame[];
}

/**
 * One connection for all tabs of a browser (a browser allows six to a server): the tab that holds the lock reads the stream
 * and tells the others. Without locks or channels (a plain-http address) every tab reads for itself.
 */
export function openSharedStream(options: SharedStreamOptions): Stream {
  if (typeof navigator === "undefined" || !("locks" in navigator) || typeof BroadcastChannel === "undefined") {
    return openStream({ ...options, onContact: (response) => options.onContact(response.headers.get("date")) });
  }
  const channel = new BroadcastChannel(options.name);
  const leaving = new AbortController();
  let own: Stream | undefined;
  let state: StreamState = { status: "connecting" };
  let closed = false;

  const tell = (message: Message) => {
    if (!closed) channel.postMessage(message);
  };

  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    if (own !== undefined) {
      if (data.kind === "retry") own.retryNow();
      if (data.kind !== "hello") return;
      for (const frame of options.recall()) tell({ kind: "event", frame });
      tell({ kind: "state", state });
      return;
    }
    if (data.kind === "event") options.onEvent(data.frame);
    if (data.kind === "state") options.onState(data.state);
    if (data.kind === "contact") options.onContact(data.date);
  };

  function lead(): void {
    own = openStream({
      ...options,
      onEvent: (frame) => {
        options.onEvent(frame);
        tell({ kind: "event", frame });
      },
      onState: (next) => {
        state = next;
        options.onState(next);
        tell({ kind: "state", state: next });
      },
      onContact: (response) => {
        const date = response.headers.get("date");
        options.onContact(date);
        tell({ kind: "contact", date });
      },
    });
  }

  navigator.locks
    .request(options.name, { signal: leaving.signal }, async () => {
      if (closed) return;
      lead();
      await new Promise<void>((resolve) => leaving.signal.addEventListener("abort", () => resolve(), { once: true }));
    })
    .catch(() => undefined);
  tell({ kind: "hello" });

  return {
    retryNow: () => (own ? own.retryNow() : tell({ kind: "retry" })),
    wentOffline: () => own?.wentOffline(),
    close() {
      closed = true;
      own?.close();
      leaving.abort();
      channel.close();
    },
  };
}
