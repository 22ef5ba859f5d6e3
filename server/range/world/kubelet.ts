import { containerOf, crashContainer, retryContainer, setReady, startedAtOf } from "./container";
import type { Pod } from "./objects";
import { isAlive, isReady, isRunning, isStarted, serviceOf } from "./pod-state";
import type { Reality } from "./reality";
import { recordEvent } from "./record-event";
import { schedulePod } from "./scheduler";
import { findService } from "./services";
import type { World } from "./world";

/** Moves every pod one step through its life; on a dead machine nothing moves. */
export function advancePods(world: World, reality: Reality): void {
  for (const pod of world.store.list("pods")) {
    const node = pod.spec.nodeName;
    if (node !== undefined && reality.isDown(node)) continue;
    if (!isAlive(pod)) {
      const scheduled = node !== undefined;
      if (!scheduled || world.now > Date.parse(pod.metadata.deletionTimestamp ?? "")) world.store.remove("pods", pod);
    } else if (!isStarted(pod)) startPod(world, pod, reality);
    else if (!isRunning(pod)) retryContainer(world, pod);
    else watchProcess(world, pod, reality);
  }
}

function watchProcess(world: World, pod: Pod, reality: Reality): void {
  const crash = reality.crashOf(pod);
  if (crash) {
    crashContainer(world, pod, crash);
    return;
  }
  const startupSeconds = findService(serviceOf(pod))?.startupSeconds ?? 1;
  const warm = world.now - (startedAtOf(pod) ?? world.now) >= startupSeconds * 1_000;
  const ready = warm && !reality.failsProbe(pod);
  if (ready === isReady(pod)) return;
  const after = world.store.edit("pods", pod, (draft) => setReady(world, draft, ready));
  if (ready || !warm) return;
  const path = pod.spec.containers[0]?.readinessProbe?.httpGet?.path ?? "";
  recordEvent(world, after, { type: "Warning", reason: "Unhealthy", message: `Readiness probe failed: Get "http://${pod.status.podIP ?? ""}${path}": context deadline exceeded`, component: "kubelet" });
}

function startPod(world: World, pod: Pod, reality: Reality): void {
  const node = schedulePod(world, pod);
  if (node === undefined || reality.isDown(node)) return;
  const address = podAddress(world, pod);
  const container = pod.spec.containers[0];
  const name = container?.name ?? "";
  const image = container?.image ?? "";
  const started = world.store.edit("pods", pod, (draft) => {
    draft.spec.nodeName = node;
    draft.status = {
      ...draft.status,
      phase: "Running",
      podIP: address,
      podIPs: [{ ip: address }],
      hostIP: nodeAddress(world, node),
      startTime: world.timestamp,
      conditions: ["PodScheduled", "Initialized", "ContainersReady", "Ready"].map((type) => ({
        type,
        status: type === "PodScheduled" || type === "Initialized" ? "True" : "False",
        lastTransitionTime: world.timestamp,
      })),
      containerStatuses: [
        {
          name,
          image,
          imageID: `${image}@sha256:simulated`,
          containerID: `containerd://${pod.metadata.uid}`,
          ready: false,
          started: true,
          restartCount: 0,
          lastState: {},
          state: { running: { startedAt: world.timestamp } },
        },
      ],
    };
  });
  const say = (reason: string, message: string, component: string) => recordEvent(world, started, { type: "Normal", reason, message, component });
  say("Scheduled", `Successfully assigned ${pod.metadata.namespace ?? ""}/${pod.metadata.name} to ${node}`, "default-scheduler");
  say("Pulled", `Container image "${image}" already present on machine`, "kubelet");
  say("Created", `Created container ${name}`, "kubelet");
  say("Started", `Started container ${containerOf(started)?.name ?? name}`, "kubelet");
}

/** The lowest address no other pod has. */
function podAddress(world: World, pod: Pod): string {
  const taken = new Set(world.store.list("pods").map((other) => other.status.podIP));
  for (let host = 10; host < 65_000; host++) {
    const address = `10.42.${Math.floor(host / 250)}.${(host % 250) + 1}`;
    if (!taken.has(address)) return address;
  }
  throw new Error(`no address left for pod ${pod.metadata.name}`);
}

function nodeAddress(world: World, name: string): string | undefined {
  const node = world.store.get("nodes", undefined, name);
  return node?.status?.addresses?.find((address) => address.type === "InternalIP")?.address;
}
