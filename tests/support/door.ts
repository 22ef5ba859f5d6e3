import type { AddressInfo } from "node:net";
import type { Container } from "@/server/container";
import { createIngress } from "@/server/ingress/server";

/** The real webhook door of a house, on a port of its own. */
export interface TestDoor {
  readonly url: string;
  close(): Promise<void>;
}

/** Opens the door for Alertmanager. */
export async function openDoor(container: Container): Promise<TestDoor> {
  const server = createIngress(container).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/webhooks/alertmanager`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
