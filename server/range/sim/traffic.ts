import { containerOf } from "../world/container";
import type { Pod } from "../world/objects";
import { isReady, isRunning, serviceOf } from "../world/pod-state";
import { findService, services } from "../world/services";
import { callOrder, entryRate, entryService, ordersPerCheckout, type ShopService } from "../world/shop";
import type { World } from "../world/world";
import { behaviourOf, type Behaviour, type Fault } from "./fault";
import { crowdingOf, loadNodes, slowedBy, throttle, type NodeMeter } from "./node-meter";
import { countRequests, newMeter, type PodMeter } from "./pod-meter";
import type { Random } from "./random";

/** What the traffic simulation remembers between ticks. */
export interface TrafficState {
  /** Meters of running processes by `meterKey`. */
  meters: Record<string, PodMeter>;
  /** Meters of machines by node name. */
  nodes: Record<string, NodeMeter>;
  /** Orders waiting for the worker. */
  queueDepth: number;
}

/** How a service looks to its callers during one tick. */
interface Answer {
  errorRatio: number;
  latencySeconds: number;
}

/** What one step of traffic is made of. */
interface Tick {
  seconds: number;
  state: TrafficState;
  faults: readonly Fault[];
  random: Random;
  isDown: (node: string) => boolean;
}

const order = callOrder(services);
/** A caller that finds no ready pod gives up after this long. */
const connectTimeoutSeconds = 1;
/** Longest queueing delay, as a multiple of the idle duration. */
const maxUtilisation = 0.93;

/** The key of a pod's process: a container that was restarted counts from zero. */
export function meterKey(pod: Pod): string {
  return `${pod.metadata.uid}/${containerOf(pod)?.restartCount ?? 0}`;
}

/** Lets some seconds of traffic flow through the shop: requests go down the call graph, errors and delay come back up. */
export function flowTraffic(world: World, state: TrafficState, faults: readonly Fault[], random: Random, seconds = 1): void {
  const down = new Set(faults.flatMap((fault) => (fault.target.kind === "node" ? [fault.target.node] : [])));
  const isDown = (node: string) => down.has(node);
  const pods = world.store.list("pods").filter(isRunning);
  const alive = pods.filter((pod) => !isDown(pod.spec.nodeName ?? ""));
  const tick = { seconds, state, faults, random, isDown };
  keepMeters(pods, tick);
  const rates = spreadRequests(world, random);
  const answers = new Map<string, Answer>();
  for (const service of [...order].reverse()) {
    const own = pods.filter((pod) => serviceOf(pod) === service.name && pod.metadata.namespace === service.namespace);
    answers.set(service.name, serve(service, own, rates.get(service.name) ?? 0, answers, tick));
  }
  loadNodes(state.nodes, alive.map((pod) => ({ node: pod.spec.nodeName ?? "", meter: state.meters[meterKey(pod)] })), seconds);
}

function spreadRequests(world: World, random: Random): Map<string, number> {
  const wave = 1 + 0.12 * Math.sin((2 * Math.PI * world.now) / (30 * 60_000));
  const rates = new Map([[entryService, entryRate * wave * (1 + 0.04 * random.gauss())]]);
  for (const service of order) {
    const rate = rates.get(service.name) ?? 0;
    for (const call of service.dependencies) rates.set(call.on, (rates.get(call.on) ?? 0) + rate * call.share);
  }
  return rates;
}

function serve(service: ShopService, pods: Pod[], rate: number, answers: Map<string, Answer>, tick: Tick): Answer {
  const upstream = askDependencies(service, answers);
  const ready = service.role === "worker" ? pods : pods.filter(isReady);
  const share = ready.length > 0 ? rate / ready.length : 0;
  const answersOfPods = ready.map((pod) => (tick.isDown(pod.spec.nodeName ?? "") ? unanswered : servePod(service, pod, share, upstream, tick)));
  for (const pod of pods) if (!tick.isDown(pod.spec.nodeName ?? "")) idle(service, pod, tick);
  if (answersOfPods.length === 0) return unanswered;
  const mean = (value: (answer: Answer) => number) => answersOfPods.reduce((sum, answer) => sum + value(answer), 0) / answersOfPods.length;
  return { errorRatio: mean((answer) => answer.errorRatio), latencySeconds: mean((answer) => answer.latencySeconds) };
}

const unanswered: Answer = { errorRatio: 1, latencySeconds: connectTimeoutSeconds };

/** What the dependencies add to every request of their caller. */
function askDependencies(service: ShopService, answers: Map<string, Answer>): Answer {
  let survived = 1;
  let latencySeconds = 0;
  for (const call of service.dependencies) {
    const answer = answers.get(call.on) ?? { errorRatio: 0, latencySeconds: 0 };
    survived *= 1 - Math.min(1, call.share) * call.exposure * answer.errorRatio;
    latencySeconds += call.share * answer.latencySeconds;
  }
  return { errorRatio: 1 - survived, latencySeconds };
}

function servePod(service: ShopService, pod: Pod, rate: number, upstream: Answer, tick: Tick): Answer {
  const { state, random, seconds } = tick;
  const meter = state.meters[meterKey(pod)];
  const behaviour = behaviourOf(pod, tick.faults);
  const slowed = slowedBy(crowdingOf(state.nodes, pod.spec.nodeName), memoryPressure(service, meter));
  const capacity = service.podCapacity * behaviour.throughputFactor * slowed.throughputFactor;
  if (service.role === "worker") {
    if (meter) drainQueue(meter, capacity * (1 - upstream.errorRatio), behaviour.cpuFactor, tick);
    return { errorRatio: 0, latencySeconds: service.baseLatencySeconds };
  }
  const utilisation = capacity > 0 ? rate / capacity : Number.POSITIVE_INFINITY;
  const shed = utilisation > 1 ? 1 - 1 / utilisation : 0;
  const own = 1 - (1 - service.baseErrorRatio) * (1 - behaviour.errorRatio) * (1 - shed);
  const errorRatio = 1 - (1 - own) * (1 - upstream.errorRatio);
  const queueing = 1 / (1 - Math.min(utilisation, maxUtilisation));
  const wobble = 1 + 0.06 * random.gauss();
  const ownSeconds = service.baseLatencySeconds * behaviour.latencyFactor * slowed.latencyFactor * queueing * wobble;
  const latencySeconds = Math.max(0.0005, ownSeconds + upstream.latencySeconds);
  if (meter) {
    const requests = random.round(rate * seconds * Math.max(0, 1 + 0.05 * random.gauss()));
    const failed = Math.min(requests, random.round(requests * errorRatio));
    if (service.role === "http") countRequests(meter, { succeeded: requests - failed, failed }, latencySeconds);
    spend(meter, Math.min(0.98, (rate / service.podCapacity) * 0.55) * behaviour.cpuFactor * Math.max(0.2, 1 + 0.1 * random.gauss()), seconds);
    if (service.name === "checkout") state.queueDepth += random.round((requests - failed) * ordersPerCheckout);
  }
  return { errorRatio, latencySeconds };
}

/** How near the process is to its memory limit, from 0 (far) to 1 (there): a runtime that collects garbage all the time is slow. */
function memoryPressure(service: ShopService, meter: PodMeter | undefined): number {
  const share = (meter?.memoryBytes ?? 0) / service.memoryLimitBytes;
  return Math.max(0, Math.min(1, (share - 0.75) / 0.25));
}

function drainQueue(meter: PodMeter, capacity: number, cpuFactor: number, { state, random, seconds }: Tick): void {
  const processed = Math.min(state.queueDepth, random.round(capacity * seconds));
  state.queueDepth -= processed;
  meter.processed += processed;
  spend(meter, (processed / seconds / 200) * 0.7 * cpuFactor, seconds);
}

/** What a process costs just by being there. */
function idle(service: ShopService, pod: Pod, { state, random, faults, seconds }: Tick): void {
  const meter = state.meters[meterKey(pod)];
  if (!meter) return;
  spend(meter, service.cpuCores * Math.max(0.2, 1 + 0.1 * random.gauss()), seconds);
  meter.leakedBytes += behaviourOf(pod, faults).leakBytesPerSecond * seconds;
  const settled = service.memoryBytes * (1 + 0.015 * random.gauss()) + meter.leakedBytes;
  meter.memoryBytes += (settled - meter.memoryBytes) * (meter.leakedBytes > 0 ? 0.5 : 0.05);
  throttle(meter, crowdingOf(state.nodes, pod.spec.nodeName), seconds);
}

function spend(meter: PodMeter, cores: number, seconds: number): void {
  meter.cpuSeconds += cores * seconds;
  meter.cores += cores;
}

/** A meter lives exactly as long as its process. */
function keepMeters(pods: Pod[], { state, faults }: Tick): void {
  const kept = pods.map((pod) => {
    const key = meterKey(pod);
    const known = state.meters[key];
    if (known) {
      known.cores = 0;
      return [key, known] as const;
    }
    const behaviour: Behaviour = behaviourOf(pod, faults);
    state.queueDepth += behaviour.requeuedAtStart;
    return [key, newMeter((findService(serviceOf(pod))?.memoryBytes ?? 0) * 0.7)] as const;
  });
  state.meters = Object.fromEntries(kept);
}
