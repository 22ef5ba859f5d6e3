import { createContainer } from "../container";
import { boot } from "../platform/boot";
import { exitGracefully, failFast } from "../platform/lifecycle";
import { tunables } from "../platform/tunables";
import { startWorker } from "./worker";

const { config, log } = boot("worker");
failFast(log);
const worker = await startWorker(createContainer(config, log));
exitGracefully(log, tunables.drainMs + 5_000, () => worker.stop());
