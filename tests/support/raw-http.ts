import { connect, type Socket } from "node:net";

/** One connection spoken by hand. */
export interface RawConnection {
  readonly socket: Socket;
  /** All that came back so far, as Latin-1 text. */
  heard(): string;
  /** Resolves to all that came back once it contains the text. Rejects when the connection ends or the time is over before. */
  until(text: string, timeoutMs?: number): Promise<string>;
  /** Resolves to all that came back once the other side has closed. */
  closed(timeoutMs?: number): Promise<string>;
}

/** Connects and says something that need not be HTTP. */
export function speak(port: number, text: string | Uint8Array): RawConnection {
  const socket = connect(port, "127.0.0.1");
  let heard = "";
  let isClosed = false;
  socket.on("error", () => undefined);
  socket.on("close", () => (isClosed = true));
  socket.on("data", (chunk) => (heard += chunk.toString("latin1")));
  socket.write(text);
  const when = (what: string, isTrue: () => boolean, timeoutMs: number) =>
    new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => settle(new Error(`${what} did not come within ${timeoutMs} ms; heard ${JSON.stringify(heard)}`)), timeoutMs);
      const look = () => {
        if (isTrue()) settle(null);
        else if (isClosed) settle(new Error(`the connection closed before ${what}; heard ${JSON.stringify(heard)}`));
      };
      const settle = (error: Error | null) => {
        clearTimeout(timer);
        socket.off("data", look).off("close", look);
        if (error === null) resolve(heard);
        else reject(error);
      };
      socket.on("data", look).on("close", look);
      look();
    });
  return {
    socket,
    heard: () => heard,
    until: (wanted, timeoutMs = 5_000) => when(JSON.stringify(wanted), () => heard.includes(wanted), timeoutMs),
    closed: (timeoutMs = 5_000) => when("the end", () => isClosed, timeoutMs),
  };
}
