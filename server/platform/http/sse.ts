import { metrics } from "../metrics";
import { tunables } from "../tunables";
import type { Principal } from "./principal";
import { admitWatcher } from "./watchers";

/** Every open stream of this process, so that a shutdown can end them; on `globalThis` since Next has several module graphs. */
const slot = Symbol.for("awoooi.open-streams");
const registry = globalThis as { [slot]?: Set<() => void> };

function openStreams(): Set<() => void> {
  return (registry[slot] ??= new Set());
}

/** Ends every open stream with a `: bye` comment; the clients reconnect elsewhere. */
export function closeAllStreams(): void {
  for (const close of [...openStreams()]) close();
}

const headers = { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache, no-transform", "x-accel-buffering": "no" } as const;
const encoder = new TextEncoder();

/** One server-sent event as bytes; encode once, send to many. `data` must be JSON, which has no line breaks. */
export function encodeEvent(event: string, data: unknown): Uint8Array {
  return encoder.encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
}

/** What a stream's feeder may do. `send` returns false once the client is gone or too slow to keep. */
export interface StreamSink {
  send(frame: Uint8Array): boolean;
  close(): void;
}

/** A client that lets this many frames pile up is cut off; it reconnects and gets a fresh snapshot. */
const maxQueuedFrames = 500;

/** Who asked for a stream: what every route handler is given. */
export interface StreamAsker {
  readonly operation: { readonly id: string };
  readonly request: Request;
  readonly principal: Principal;
}

/**
 * A response of server-sent events: `retry` at once, a comment every 15 s, clean-up on disconnect, and an end within 5 s of a
 * revocation of who watches. `feed` starts the stream and returns what stops it.
 * @throws {Rejected} 429 when this principal watches too many already
 */
export function eventStream({ operation, request, principal }: StreamAsker, feed: (sink: StreamSink) => () => void): Response {
  // Next answers HEAD by this handler and never reads the body, so nothing would ever end the stream.
  if (request.method === "HEAD") return new Response(null, { headers });
  let close: () => void = () => undefined;
  const leave = admitWatcher(principal, () => close());
  const clients = metrics.sseClients.labels({ operation: operation.id });
  let release: () => void = leave;
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        let open = true;
        let stop: () => void = () => undefined;
        const end = () => {
          sink.send(encoder.encode(": bye\n\n"));
          sink.close();
        };
        release = () => {
          if (!open) return;
          open = false;
          clearInterval(heartbeat);
          openStreams().delete(end);
          leave();
          clients.dec();
          request.signal.removeEventListener("abort", release);
          stop();
        };
        const sink: StreamSink = {
          send(frame) {
            if (!open) return false;
            if ((controller.desiredSize ?? 0) < -maxQueuedFrames) {
              sink.close();
              return false;
            }
            controller.enqueue(frame);
            return true;
          },
          close() {
            if (!open) return;
            release();
            controller.close();
          },
        };
        const heartbeat = setInterval(() => sink.send(encoder.encode(": beat\n\n")), tunables.sseHeartbeatMs);
        openStreams().add(end);
        close = end;
        clients.inc();
        request.signal.addEventListener("abort", release, { once: true });
        sink.send(encoder.encode("retry: 2000\n\n"));
        stop = feed(sink);
        if (!open) stop();
        else if (request.signal.aborted) release();
      },
      cancel() {
        release();
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { headers });
}
