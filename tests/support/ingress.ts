import { createHmac } from "node:crypto";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { SourceName } from "@/lib/contracts/signal";
import type { Container } from "@/server/container";
import { createIngress, type IngressLife } from "@/server/ingress/server";

/** The real webhook doors of a house, on a port of their own. */
export interface TestIngress {
  readonly port: number;
  readonly origin: string;
  readonly server: Server;
  close(): Promise<void>;
}

/** Opens all doors. */
export async function openIngress(container: Container, life?: IngressLife): Promise<TestIngress> {
  const server = createIngress(container, life).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    server,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** One secret for every door. */
export const doorSecret = "test-door-secret-0123456789";

/** The environment that opens every door with `doorSecret`. */
export const doorEnv = {
  ALERTMANAGER_WEBHOOK_TOKEN: doorSecret,
  SIGNOZ_WEBHOOK_TOKEN: doorSecret,
  KUBERNETES_WEBHOOK_TOKEN: doorSecret,
  KALI_WEBHOOK_TOKEN: doorSecret,
  SENTRY_CLIENT_SECRET: doorSecret,
  GITHUB_WEBHOOK_SECRET: doorSecret,
};

const hmac = (body: Uint8Array) => createHmac("sha256", doorSecret).update(body).digest("hex");

/** The headers with which a genuine sender would send this body; `kind` is what its header would say the body is about. */
export function headersOf(source: SourceName, body: Uint8Array, kind: string): Record<string, string> {
  const json = { "content-type": "application/json" };
  switch (source) {
    case "sentry":
      return { ...json, "sentry-hook-signature": hmac(body), "sentry-hook-resource": kind };
    case "github":
      return { ...json, "x-hub-signature-256": `sha256=${hmac(body)}`, "x-github-event": kind };
    case "alertmanager":
    case "signoz":
    case "kubernetes":
    case "kali":
      return { ...json, authorization: `Bearer ${doorSecret}` };
  }
}
