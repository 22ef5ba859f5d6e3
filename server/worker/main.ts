import { createContainer } from "../container";
import { boot } from "../platform/boot";
import { exitGracefully, failFast } from "../platform/lifecycle";
import { tunables } from "../platform/tunables";
import { startWorker } from "./worker";

const { config, log } = boot("worker");
failFast(log);
const container = createContainer(config, log);
const worker = await startWorker(container);
exitGracefully(log, tunables.drainMs + 5_000, async () => {
  await worker.stop();
  await container.close();
  log.info("signal_worker_shutdown_complete");
});
