import type { Cause } from "@/lib/contracts/decision";
import type { CauseRule } from "../clues";
import { badRelease } from "./bad-release";
import { configChange } from "./config-change";
import { databaseDown } from "./database-down";
import { databaseOverloaded } from "./database-overloaded";
import { dependencyDown } from "./dependency-down";
import { diskFull } from "./disk-full";
import { external } from "./external";
import { falseAlarm } from "./false-alarm";
import { memoryLeak } from "./memory-leak";
import { nodeFailure } from "./node-failure";
import { noisyNeighbour } from "./noisy-neighbour";
import { probeMisconfigured } from "./probe-misconfigured";
import { resourceLimit } from "./resource-limit";
import { saturation } from "./saturation";
import { stuckProcess } from "./stuck-process";

/** Every explanation that OpenClaw can give; a new one is a file and a line here. */
export const causeRules = {
  bad_release: badRelease,
  config_change: configChange,
  probe_misconfigured: probeMisconfigured,
  stuck_process: stuckProcess,
  memory_leak: memoryLeak,
  resource_limit: resourceLimit,
  saturation,
  noisy_neighbour: noisyNeighbour,
  dependency_down: dependencyDown,
  database_down: databaseDown,
  database_overloaded: databaseOverloaded,
  disk_full: diskFull,
  node_failure: nodeFailure,
  external,
  false_alarm: falseAlarm,
} as const satisfies Readonly<Record<Cause, CauseRule>>;
