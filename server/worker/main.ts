import { createContainer } from "../container";
import { boot } from "../platform/boot";
import { exitGracefully, failFast } from "../platform/lifecycle";
import { tunables } from "../platform/tunables";
import { createWorkerDoor } from "./door";
import { startWorker } from "./worker";

const { config, log } = boot("worker");
failFast(log);
const container = createContainer(config, log);
const worker = await startWorker(container);
const door = createWorkerDoor(container);
door.on("error", (error) => log.error({ err: error }, "worker_door_closed"));
if (config.workerPort !== null) door.listen(config.workerPort, config.host, () => log.info({ host: config.host, port: config.workerPort }, "worker_door_open"));
exitGracefully(log, tunables.drainMs + 5_000, async () => {
  await worker.stop();
  door.close();
  door.closeAllConnections();
  await container.close();
  log.info("signal_worker_shutdown_complete");
});
