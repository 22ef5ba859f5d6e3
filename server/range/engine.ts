import { AlertTracker, type ActiveAlert, type AlertUpdate } from "./alert/alert-state";
import type { Deliver } from "./alert/deliver";
import { Notifier, type AlertGroup, type Report } from "./alert/notifier";
import { alertRules } from "./alert/rules";
import { Silences, type Silence } from "./alert/silences";
import { graphUrl, type NotifiedAlert } from "./alert/webhook-body";
import { SampleStore, type SavedSamples } from "./prom/sample-store";
import { Director, type SavedDirector } from "./scenario/director";
import { collectSamples } from "./sim/collect";
import type { Sample } from "./sim/families";
import { Random } from "./sim/random";
import { realityOf } from "./sim/reality";
import { flowTraffic, type TrafficState } from "./sim/traffic";
import { evaluateEveryMs, maxCatchUpTicks, quietHistoryMs, retentionMs, scrapeEveryMs, settleAfterGapMs, tickMs } from "./tunables";
import { runControllers } from "./world/control-plane";
import { foundShop } from "./world/found-shop";
import { World, type SavedWorld } from "./world/world";

/** What the engine is told; it reads neither clock, nor environment, nor network by itself. */
export interface EngineOptions {
  seed: number;
  now: number;
  /** Scenarios start by themselves in a fresh range. */
  autoplay: boolean;
  /** Quiet history made for a fresh shop; an hour when left out. */
  historyMs?: number;
  prometheusUrl: string;
  alertmanagerUrl: string;
  deliver: Deliver;
  report: Report;
  /** Most alerts in one notification; all when left out. */
  maxAlerts?: number;
}

/** The whole state of a range. */
export interface SavedEngine {
  version: 2;
  world: SavedWorld;
  trafficRandom: number;
  traffic: TrafficState;
  samples: SavedSamples;
  director: SavedDirector;
  alerts: ActiveAlert[];
  groups: AlertGroup[];
  silences: Silence[];
}

/** The practice range without its doors: cluster, traffic, samples, alerts and scenarios, advanced second by second. */
export class Engine {
  readonly world: World;
  readonly samples = new SampleStore(retentionMs);
  readonly director: Director;
  readonly alerts: AlertTracker;
  readonly notifier: Notifier;
  readonly silences: Silences;
  readonly #traffic: TrafficState = { meters: {}, nodes: {}, queueDepth: 0 };
  readonly #random: Random;
  readonly #prometheusUrl: string;
  #lastScrape: { timeMs: number; samples: readonly Sample[] } | undefined;
  /** Until then the rate windows reach into a time without samples, and no rule is judged. */
  #judgesFrom = 0;

  /** Comes back from a saved state, or founds a fresh shop with an hour of quiet history behind it. */
  constructor(options: EngineOptions, saved?: SavedEngine) {
    this.world = new World(options.seed, options.now);
    this.#random = new Random(options.seed);
    this.#prometheusUrl = options.prometheusUrl;
    this.director = new Director(this.world, options.seed);
    this.alerts = new AlertTracker(() => [...alertRules, ...this.director.rules], this.samples);
    this.silences = new Silences(() => this.world.identity.uuid());
    this.notifier = new Notifier({
      deliver: options.deliver,
      externalURL: options.alertmanagerUrl,
      report: options.report,
      maxAlerts: options.maxAlerts ?? 0,
      isMuted: (alert, nowMs) => this.silences.mutedBy(alert.labels, nowMs).length > 0,
    });
    if (saved) this.#restore(saved);
    else this.#found(options);
  }

  /** Advances everything to a moment that is a multiple of the tick. */
  tick(nowMs: number): void {
    if (nowMs - this.world.now > maxCatchUpTicks * tickMs) this.#judgesFrom = nowMs + settleAfterGapMs;
    this.world.now = nowMs;
    this.director.tick();
    runControllers(this.world, realityOf(this.world, this.#traffic, this.director.faults));
    this.#flow();
    if (nowMs % evaluateEveryMs === 0 && nowMs >= this.#judgesFrom) this.notifier.receive(this.#forNotifier(this.alerts.evaluate(nowMs)), nowMs);
    this.notifier.tick(nowMs);
  }

  /** What a scrape of everything returns now. */
  collect(): Sample[] {
    return collectSamples(this.world, this.#traffic, this.director.faults);
  }

  /** The latest scrape, or nothing before the first one after a start. */
  get lastScrape(): { timeMs: number; samples: readonly Sample[] } | undefined {
    return this.#lastScrape;
  }

  /** Messages waiting for the worker. */
  get queueDepth(): number {
    return this.#traffic.queueDepth;
  }

  /** Everything needed to go on later. */
  save(): SavedEngine {
    return {
      version: 2,
      world: this.world.save(),
      trafficRandom: this.#random.state,
      traffic: this.#traffic,
      samples: this.samples.save(),
      director: this.director.save(),
      alerts: this.alerts.save(),
      groups: this.notifier.save(),
      silences: this.silences.save(),
    };
  }

  #found(options: EngineOptions): void {
    foundShop(this.world);
    // A quiet hour needs no more detail than its scrapes show.
    const first = Math.ceil((options.now - (options.historyMs ?? quietHistoryMs)) / scrapeEveryMs) * scrapeEveryMs;
    for (let time = first; time <= options.now; time += scrapeEveryMs) {
      this.world.now = time;
      this.#flow(scrapeEveryMs);
    }
    this.world.now = options.now;
    if (!options.autoplay) return;
    this.director.cue("saturated-worker", options.now + 15_000);
    this.director.cue("bad-release", options.now + 60_000);
  }

  #flow(stepMs = tickMs): void {
    flowTraffic(this.world, this.#traffic, this.director.faults, this.#random, stepMs / 1_000);
    if (this.world.now % scrapeEveryMs !== 0) return;
    this.#lastScrape = { timeMs: this.world.now, samples: this.collect() };
    this.samples.append(this.world.now, this.#lastScrape.samples);
  }

  #forNotifier(update: AlertUpdate): NotifiedAlert[] {
    const notified = (alert: ActiveAlert, endsAt?: number): NotifiedAlert => ({
      fingerprint: alert.fingerprint,
      labels: { ...alert.labels },
      annotations: alert.annotations,
      startsAt: alert.firedAt ?? alert.activeAt,
      endsAt,
      generatorURL: graphUrl(this.#prometheusUrl, alert.expr),
    });
    return [...update.firing.map((alert) => notified(alert)), ...update.resolved.map(({ alert, endedAt }) => notified(alert, endedAt))];
  }

  #restore(saved: SavedEngine): void {
    this.world.restore(saved.world);
    this.#random.state = saved.trafficRandom;
    Object.assign(this.#traffic, saved.traffic);
    this.samples.restore(saved.samples);
    this.director.restore(saved.director);
    this.alerts.restore(saved.alerts);
    this.notifier.restore(saved.groups);
    this.silences.restore(saved.silences);
  }
}
