import type { Pod } from "../world/objects";
import { startedAtOf } from "../world/container";
import type { Reality } from "../world/reality";
import { findService } from "../world/services";
import { serviceOf } from "../world/pod-state";
import type { World } from "../world/world";
import { afflicts, type Fault } from "./fault";
import { meterKey, type TrafficState } from "./traffic";

/** A store on a spoiled volume gives up this long after its start. */
const spoiledStartMs = 2_000;
/** A flapping probe: how long it passes and fails in turn. */
const probePassesMs = 20_000;
const probeFailsMs = 15_000;

/** What the faults and the memory meters make of processes and machines. */
export function realityOf(world: World, state: TrafficState, faults: readonly Fault[]): Reality {
  return {
    crashOf(pod) {
      const limit = findService(serviceOf(pod))?.memoryLimitBytes ?? Number.POSITIVE_INFINITY;
      if ((state.meters[meterKey(pod)]?.memoryBytes ?? 0) >= limit) return { reason: "OOMKilled", exitCode: 137 };
      const spoiled = faults.some((fault) => fault.target.kind === "volume" && afflicts(fault, pod));
      const ranMs = world.now - (startedAtOf(pod) ?? world.now);
      return spoiled && ranMs >= spoiledStartMs ? { reason: "Error", exitCode: 1 } : undefined;
    },
    failsProbe(pod) {
      if (!faults.some((fault) => fault.target.kind === "probe" && afflicts(fault, pod))) return false;
      const ranMs = world.now - (startedAtOf(pod) ?? world.now);
      return (ranMs + phaseOf(pod)) % (probePassesMs + probeFailsMs) >= probePassesMs;
    },
    isDown: (node) => faults.some((fault) => fault.target.kind === "node" && fault.target.node === node),
  };
}

/** Every pod flaps in its own step. */
function phaseOf(pod: Pod): number {
  return (Number.parseInt(pod.metadata.uid.slice(0, 2), 16) / 256) * probePassesMs;
}
