import { createContainer } from "../container";
import { boot } from "../platform/boot";
import { exitGracefully, failFast } from "../platform/lifecycle";
import { tunables } from "../platform/tunables";
import { drainIngress } from "./drain";
import { createIngress, type IngressLife } from "./server";

const { config, log } = boot("ingress");
failFast(log);
const container = createContainer(config, log);
const life: IngressLife = { isDraining: false };
const server = createIngress(container, life);
server.on("error", (error) => {
  log.fatal({ err: error }, "ingress_cannot_listen");
  process.exit(1);
});
server.listen(config.ingressPort, config.host, () => log.info({ host: config.host, port: config.ingressPort }, "ingress_ready"));

exitGracefully(log, tunables.webDrainMs, async () => {
  await drainIngress(server, life, container.intake);
  await container.close();
});
