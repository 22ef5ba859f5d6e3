import { crashBackOffBaseMs, crashBackOffMaxMs, crashBackOffResetMs } from "../tunables";
import type { Pod } from "./objects";
import { kubeTime } from "./objects";
import type { Crash } from "./reality";
import { recordEvent } from "./record-event";
import type { World } from "./world";

type ContainerStatus = NonNullable<Pod["status"]["containerStatuses"]>[number];

/** The status of the pod's only container. */
export function containerOf(pod: Pod): ContainerStatus | undefined {
  return pod.status.containerStatuses?.[0];
}

/** When the process that runs now was started, in milliseconds. */
export function startedAtOf(pod: Pod): number | undefined {
  const startedAt = containerOf(pod)?.state?.running?.startedAt;
  return startedAt === undefined ? undefined : Date.parse(startedAt);
}

/** Ends the process; the first restart comes at once, each later one after a longer back-off. */
export function crashContainer(world: World, pod: Pod, crash: Crash): void {
  const container = containerOf(pod);
  const startedAt = startedAtOf(pod);
  if (!container || startedAt === undefined) return;
  const rested = world.now - startedAt >= crashBackOffResetMs;
  const backOffMs = rested || container.restartCount === 0 ? 0 : Math.min(crashBackOffMaxMs, crashBackOffBaseMs * 2 ** (container.restartCount - 1));
  const terminated = { ...crash, startedAt: kubeTime(startedAt), finishedAt: world.timestamp, containerID: container.containerID };
  const crashed = world.store.edit("pods", pod, (draft) => {
    const status = containerOf(draft);
    if (!status) return;
    status.lastState = { terminated };
    status.ready = false;
    status.started = false;
    status.state = { waiting: { reason: "CrashLoopBackOff", message: `back-off ${backOffMs / 1_000}s restarting failed container=${status.name} pod=${pod.metadata.name}` } };
    setReady(world, draft, false);
  });
  if (crash.reason === "OOMKilled") say(world, crashed, "Warning", "OOMKilling", `Memory cgroup out of memory: killed process of container ${container.name}`);
  if (backOffMs === 0) restartContainer(world, crashed);
  else say(world, crashed, "Warning", "BackOff", `Back-off restarting failed container ${container.name} in pod ${pod.metadata.name}`);
}

/** Starts the process again once its back-off is over. */
export function retryContainer(world: World, pod: Pod): void {
  const container = containerOf(pod);
  const finishedAt = container?.lastState?.terminated?.finishedAt;
  if (container?.state?.waiting === undefined || finishedAt === undefined) return;
  const seconds = Number(/back-off (\d+(?:\.\d+)?)s/.exec(container.state.waiting.message ?? "")?.[1] ?? 0);
  if (world.now >= Date.parse(finishedAt) + seconds * 1_000) restartContainer(world, pod);
}

/** Writes readiness into a pod's conditions and its container, with the time when it changes. */
export function setReady(world: World, draft: Pod, ready: boolean): void {
  const status = ready ? "True" : "False";
  for (const condition of draft.status.conditions ?? []) {
    if ((condition.type !== "Ready" && condition.type !== "ContainersReady") || condition.status === status) continue;
    condition.status = status;
    condition.lastTransitionTime = world.timestamp;
  }
  for (const container of draft.status.containerStatuses ?? []) container.ready = ready;
}

function restartContainer(world: World, pod: Pod): void {
  const restarted = world.store.edit("pods", pod, (draft) => {
    const status = containerOf(draft);
    if (!status) return;
    status.restartCount += 1;
    status.started = true;
    status.containerID = `containerd://${pod.metadata.uid}-${status.restartCount}`;
    status.state = { running: { startedAt: world.timestamp } };
  });
  say(world, restarted, "Normal", "Started", `Started container ${containerOf(pod)?.name ?? ""}`);
}

function say(world: World, pod: Pod, type: "Normal" | "Warning", reason: string, message: string): void {
  recordEvent(world, pod, { type, reason, message, component: "kubelet" });
}
