import { createContainer } from "../container";
import { boot } from "../platform/boot";
import { exitGracefully, failFast } from "../platform/lifecycle";
import { tunables } from "../platform/tunables";
import { createIngress } from "./server";

const { config, log } = boot("ingress");
failFast(log);
const container = createContainer(config, log);
const server = createIngress(container);
server.on("error", (error) => {
  log.fatal({ err: error }, "ingress_cannot_listen");
  process.exit(1);
});
server.listen(config.ingressPort, config.host, () => log.info({ host: config.host, port: config.ingressPort }, "ingress_ready"));

exitGracefully(log, tunables.webDrainMs, async () => {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
  await container.close();
});
