import type { Pod } from "../world/objects";
import { isReady, isRunning, serviceOf } from "../world/pod-state";
import { callOrder, entryRate, entryService, findService, ordersPerCheckout, shopServices, type ShopService } from "../world/shop";
import type { World } from "../world/world";
import { behaviourOf, type Fault } from "./fault";
import { countRequests, newMeter, type PodMeter } from "./pod-meter";
import type { Random } from "./random";

/** What the traffic simulation remembers between ticks. */
export interface TrafficState {
  /** Meters by pod uid. */
  meters: Record<string, PodMeter>;
  /** Orders waiting for the worker. */
  queueDepth: number;
}

/** How a service looks to its callers during one tick. */
interface Answer {
  errorRatio: number;
  latencySeconds: number;
}

const order = callOrder(shopServices);
/** A caller that finds no ready pod gives up after this long. */
const connectTimeoutSeconds = 1;
/** Longest queueing delay, as a multiple of the idle duration. */
const maxUtilisation = 0.93;

/** Lets one second of traffic flow through the shop: requests go down the call graph, errors and delay come back up. */
export function flowTraffic(world: World, state: TrafficState, faults: readonly Fault[], random: Random): void {
  const pods = world.store.list("pods").filter(isRunning);
  keepMeters(state, pods);
  const rates = spreadRequests(world, random);
  const answers = new Map<string, Answer>();
  for (const service of [...order].reverse()) {
    const own = pods.filter((pod) => serviceOf(pod) === service.name);
    answers.set(service.name, serve(service, own, rates.get(service.name) ?? 0, answers, { state, faults, random }));
  }
}

interface Tick {
  state: TrafficState;
  faults: readonly Fault[];
  random: Random;
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
  const answersOfPods = ready.map((pod) => servePod(service, pod, share, upstream, tick));
  for (const pod of pods) idle(service, pod, tick);
  if (answersOfPods.length === 0) return { errorRatio: 1, latencySeconds: connectTimeoutSeconds };
  const mean = (value: (answer: Answer) => number) => answersOfPods.reduce((sum, answer) => sum + value(answer), 0) / answersOfPods.length;
  return { errorRatio: mean((answer) => answer.errorRatio), latencySeconds: mean((answer) => answer.latencySeconds) };
}

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
  const { state, random } = tick;
  const meter = state.meters[pod.metadata.uid];
  const behaviour = behaviourOf(pod, tick.faults);
  const capacity = service.podCapacity * behaviour.throughputFactor;
  if (service.role === "worker") {
    if (meter) drainQueue(meter, state, capacity * (1 - upstream.errorRatio), behaviour.cpuFactor, random);
    return { errorRatio: 0, latencySeconds: service.baseLatencySeconds };
  }
  const utilisation = capacity > 0 ? rate / capacity : Number.POSITIVE_INFINITY;
  const shed = utilisation > 1 ? 1 - 1 / utilisation : 0;
  const own = 1 - (1 - service.baseErrorRatio) * (1 - behaviour.errorRatio) * (1 - shed);
  const errorRatio = 1 - (1 - own) * (1 - upstream.errorRatio);
  const queueing = 1 / (1 - Math.min(utilisation, maxUtilisation));
  const wobble = 1 + 0.06 * random.gauss();
  const latencySeconds = Math.max(0.0005, service.baseLatencySeconds * behaviour.latencyFactor * queueing * wobble + upstream.latencySeconds);
  if (meter) {
    const requests = random.round(rate * Math.max(0, 1 + 0.05 * random.gauss()));
    const failed = Math.min(requests, random.round(requests * errorRatio));
    if (service.role === "http") countRequests(meter, { succeeded: requests - failed, failed }, latencySeconds);
    meter.cpuSeconds += Math.min(0.98, utilisation * 0.55) * behaviour.cpuFactor * Math.max(0.2, 1 + 0.1 * random.gauss());
    if (service.name === "checkout") state.queueDepth += random.round((requests - failed) * ordersPerCheckout);
  }
  return { errorRatio, latencySeconds };
}

function drainQueue(meter: PodMeter, state: TrafficState, capacity: number, cpuFactor: number, random: Random): void {
  const processed = Math.min(state.queueDepth, random.round(capacity));
  state.queueDepth -= processed;
  meter.processed += processed;
  meter.cpuSeconds += (processed / 200) * 0.7 * cpuFactor;
}

/** What a process costs just by being there. */
function idle(service: ShopService, pod: Pod, { state, random }: Tick): void {
  const meter = state.meters[pod.metadata.uid];
  if (!meter) return;
  meter.cpuSeconds += 0.012 * Math.max(0.2, 1 + 0.2 * random.gauss());
  const settled = service.memoryBytes * (1 + 0.015 * random.gauss());
  meter.memoryBytes += (settled - meter.memoryBytes) * 0.05;
}

/** A meter lives exactly as long as its process. */
function keepMeters(state: TrafficState, pods: Pod[]): void {
  const meterOf = (pod: Pod) => state.meters[pod.metadata.uid] ?? newMeter((findService(serviceOf(pod))?.memoryBytes ?? 0) * 0.7);
  state.meters = Object.fromEntries(pods.map((pod) => [pod.metadata.uid, meterOf(pod)]));
}
