import type { Pod } from "./objects";
import { isAlive, isReady, isRunning, serviceOf } from "./pod-state";
import { recordEvent } from "./record-event";
import { findService } from "./shop";
import type { World } from "./world";

/** Moves every pod one step through its life: scheduled, Running, Ready, and gone once deleted. */
export function advancePods(world: World): void {
  for (const pod of world.store.list("pods")) {
    if (!isAlive(pod)) {
      if (world.now > Date.parse(pod.metadata.deletionTimestamp ?? "")) world.store.remove("pods", pod);
      continue;
    }
    if (!isRunning(pod)) {
      startPod(world, pod);
      continue;
    }
    const runningSince = Date.parse(pod.status.startTime ?? pod.metadata.creationTimestamp);
    const startupSeconds = findService(serviceOf(pod))?.startupSeconds ?? 1;
    if (!isReady(pod) && world.now - runningSince >= startupSeconds * 1_000) setReady(world, pod, true);
  }
}

function startPod(world: World, pod: Pod): void {
  const node = leastLoadedNode(world, serviceOf(pod));
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
          state: { running: { startedAt: world.timestamp } },
        },
      ],
    };
  });
  const say = (reason: string, message: string, component: string) => recordEvent(world, started, { type: "Normal", reason, message, component });
  say("Scheduled", `Successfully assigned ${pod.metadata.namespace ?? ""}/${pod.metadata.name} to ${node}`, "default-scheduler");
  say("Pulled", `Container image "${image}" already present on machine`, "kubelet");
  say("Created", `Created container ${name}`, "kubelet");
  say("Started", `Started container ${name}`, "kubelet");
}

function setReady(world: World, pod: Pod, ready: boolean): void {
  const status = ready ? "True" : "False";
  world.store.edit("pods", pod, (draft) => {
    for (const condition of draft.status.conditions ?? []) {
      if ((condition.type !== "Ready" && condition.type !== "ContainersReady") || condition.status === status) continue;
      condition.status = status;
      condition.lastTransitionTime = world.timestamp;
    }
    for (const container of draft.status.containerStatuses ?? []) container.ready = ready;
  });
}

/** Spreads a service over the nodes, like the scheduler's topology spread. */
function leastLoadedNode(world: World, service: string | undefined): string {
  const pods = world.store.list("pods");
  const load = (node: string) => {
    const here = pods.filter((pod) => pod.spec.nodeName === node && isAlive(pod));
    return here.filter((pod) => serviceOf(pod) === service).length * 1_000 + here.length;
  };
  const names = world.store.list("nodes").map((node) => node.metadata.name);
  return names.reduce((best, name) => (load(name) < load(best) ? name : best), names[0] ?? "");
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
