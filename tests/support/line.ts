import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A TCP line to a store that a test can cut and mend; the store itself never notices. */
export interface Line {
  readonly port: number;
  /** Ends every connection and refuses new ones. */
  cut(): Promise<void>;
  /** Takes connections again, on the same port. */
  mend(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a line to the host and port of a URL. */
export async function openLine(url: string): Promise<Line> {
  const { hostname, port } = new URL(url);
  const ends = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const [one, other] of [[near, far], [far, near]] as const) {
      ends.add(one);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        ends.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  const listen = (at: number) => new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(at, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
  const cut = async () => {
    if (!server.listening) return;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const end of ends) end.destroy();
    await closed;
  };
  await listen(0);
  const own = (server.address() as AddressInfo).port;
  return { port: own, cut, mend: () => listen(own), close: cut };
}

/** The same URL over a line. */
export function throughLine(url: string, line: Line): string {
  const over = new URL(url);
  over.host = `127.0.0.1:${line.port}`;
  return over.href;
}
