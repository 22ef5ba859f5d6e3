import { readFile, writeFile } from "node:fs/promises";
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

type SendOn = (answered: (answer: IncomingMessage) => void) => void;

/** What goes wrong on the way: `onChange` deals with every change that is not a dry run, `autoscalers` answers who owns replicas. */
export interface ProxyFaults {
  readonly onChange?: (incoming: IncomingMessage, outgoing: ServerResponse, sendOn: SendOn) => void;
  readonly autoscalers?: { readonly status: number; readonly body: unknown };
}

/** Lends out a kubeconfig that leads to an API server through a proxy; all that is no fault passes. */
export async function throughProxy<T>(server: { readonly url: string; readonly kubeConfig: string; readonly dataDir: string }, faults: ProxyFaults, attempt: (kubeConfig: string) => Promise<T>): Promise<T> {
  const proxy = createServer((incoming, outgoing) => {
    const sendOn: SendOn = (answered) => incoming.pipe(httpRequest(`${server.url}${incoming.url}`, { method: incoming.method, headers: incoming.headers }, answered));
    if (faults.autoscalers !== undefined && incoming.url?.includes("/horizontalpodautoscalers")) {
      outgoing.writeHead(faults.autoscalers.status, { "content-type": "application/json" });
      return void outgoing.end(JSON.stringify(faults.autoscalers.body));
    }
    if (faults.onChange !== undefined && incoming.method === "PATCH" && !incoming.url?.includes("dryRun")) return faults.onChange(incoming, outgoing, sendOn);
    sendOn((answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  try {
    const { port } = proxy.address() as AddressInfo;
    const kubeConfig = join(server.dataDir, `proxied-${port}`);
    await writeFile(kubeConfig, (await readFile(server.kubeConfig, "utf8")).replaceAll(server.url, `http://127.0.0.1:${port}`));
    return await attempt(kubeConfig);
  } finally {
    proxy.closeAllConnections();
    proxy.close();
  }
}
