import { createParser } from "eventsource-parser";
import { eventually } from "./wait";

export interface StreamFrame {
  readonly event: string;
  readonly data: unknown;
}

/** What a browser would have seen of a stream so far. */
export interface StreamReader {
  /** The first bytes, as sent. */
  readonly firstChunk: () => string;
  readonly frames: readonly StreamFrame[];
  readonly comments: readonly string[];
  readonly ended: () => boolean;
  /** The first frame of that event name that passes. */
  first<T extends StreamFrame>(event: string, passes?: (frame: StreamFrame) => boolean): Promise<T>;
  /** Hangs up, as a closed tab does. */
  hangUp(): Promise<void>;
}

/** Reads a stream until it ends or is hung up. */
export function readStream(response: Response): StreamReader {
  if (response.body === null) throw new Error("the answer has no body");
  const frames: StreamFrame[] = [];
  const comments: string[] = [];
  let firstChunk = "";
  let ended = false;
  const parser = createParser({ onEvent: ({ event, data }) => frames.push({ event: event ?? "message", data: JSON.parse(data) }), onComment: (comment) => comments.push(comment.trim()) });
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  const pump = async (): Promise<void> => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      const text = decoder.decode(value, { stream: true });
      firstChunk ||= text;
      parser.feed(text);
    }
  };
  void pump()
    .catch(() => undefined)
    .finally(() => (ended = true));
  return {
    firstChunk: () => firstChunk,
    frames,
    comments,
    ended: () => ended,
    first: <T extends StreamFrame>(event: string, passes: (frame: StreamFrame) => boolean = () => true) =>
      eventually(`a frame ${event}`, () => Promise.resolve(frames.find((frame) => frame.event === event && passes(frame)) as T | undefined), 10_000, 20),
    hangUp: () => reader.cancel(),
  };
}
