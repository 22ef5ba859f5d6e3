import type { Delivery } from "./alert/deliver";
import { Engine, type EngineOptions, type SavedEngine } from "./engine";
import { foundShop } from "./world/found-shop";
import { World, type SavedWorld } from "./world/world";

/** One notification as a receiver sees it. */
export interface ReceivedNotification {
  status: string;
  groupKey: string;
  truncatedAlerts: number;
  alerts: { status: string; labels: Record<string, string>; endsAt: string }[];
}

const founded = new Map<string, string>();
const foundedWorlds: string[] = [];

/** A freshly founded cluster of its own; founding takes its time and always ends the same, so the tests of a file share it. */
export function foundedWorld(): World {
  const world = new World(7, 1_800_000_000_000);
  const [known] = foundedWorlds;
  if (known === undefined) {
    foundShop(world);
    foundedWorlds.push(JSON.stringify(world.save()));
  } else world.restore(JSON.parse(known) as SavedWorld);
  return world;
}

/** An engine in virtual time whose notifications are kept instead of sent. */
export class TestBench {
  /** Everything but the watchdog, which always fires. */
  readonly received: ReceivedNotification[] = [];
  /** When the watchdog spoke, in milliseconds. */
  readonly watchdogs: number[] = [];
  readonly engine: Engine;
  now: number;

  constructor(options: { seed?: number; now?: number; autoplay?: boolean; maxAlerts?: number } = {}) {
    const { seed = 7, now = 1_800_000_000_000, autoplay = false, maxAlerts = 0 } = options;
    this.now = now;
    const engineOptions: EngineOptions = {
      seed,
      now,
      autoplay,
      maxAlerts,
      historyMs: 120_000,
      prometheusUrl: "http://range/prometheus",
      alertmanagerUrl: "http://range/alertmanager",
      deliver: (body) => {
        const notification = JSON.parse(body) as ReceivedNotification;
        if (notification.groupKey.includes("Watchdog")) this.watchdogs.push(this.now);
        else this.received.push(notification);
        return Promise.resolve<Delivery>({ outcome: "accepted" });
      },
      report: () => undefined,
    };
    // Founding takes its time and always ends the same; the tests of a file share it.
    const key = JSON.stringify([seed, now, autoplay]);
    const known = founded.get(key) ?? JSON.stringify(new Engine(engineOptions).save());
    founded.set(key, known);
    this.engine = new Engine(engineOptions, JSON.parse(known) as SavedEngine);
  }

  /** Lets virtual seconds pass; deliveries settle in between. */
  async pass(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      this.now += 1_000;
      this.engine.tick(this.now);
      await this.engine.notifier.idle();
    }
  }

  /** Passes time until the condition holds and returns the seconds it took, or nothing when it never did. */
  async secondsUntil(condition: () => boolean, limitSeconds: number): Promise<number | undefined> {
    for (let seconds = 0; seconds <= limitSeconds; seconds++) {
      if (condition()) return seconds;
      await this.pass(1);
    }
    return undefined;
  }

  /** Names of the alerts that fire now, as `alertname service`. */
  firing(): string[] {
    const firing = this.engine.alerts.active.filter((alert) => alert.state === "firing" && alert.rule !== "Watchdog");
    return firing.map((alert) => `${alert.labels["alertname"] ?? ""} ${alert.labels["service"] ?? ""}`).sort();
  }

  /** Changes the template of a Deployment as a client would. */
  editTemplate(name: string, change: (template: NonNullable<ReturnType<TestBench["deployment"]>>["spec"]["template"]) => void): void {
    this.engine.world.store.edit("deployments", this.deployment(name), (draft) => change(draft.spec.template));
  }

  /** Restarts a Deployment the way `kubectl rollout restart` does. */
  restart(name: string): void {
    this.editTemplate(name, (template) => {
      template.metadata = { ...template.metadata, annotations: { "kubectl.kubernetes.io/restartedAt": new Date(this.now).toISOString() } };
    });
  }

  /** Puts another version of the image into the template, as a rollback does. */
  setVersion(name: string, version: string): void {
    this.editTemplate(name, (template) => {
      const container = template.spec?.containers[0];
      if (container) container.image = `registry.range.local/shop/${name}:${version}`;
    });
  }

  /** Sets the replicas of a Deployment. */
  scale(name: string, replicas: number, namespace = "shop"): void {
    this.engine.world.store.edit("deployments", this.deployment(name, namespace), (draft) => {
      draft.spec.replicas = replicas;
    });
  }

  /** The Deployment of that name. */
  deployment(name: string, namespace = "shop") {
    const deployment = this.engine.world.store.get("deployments", namespace, name);
    if (!deployment) throw new Error(`no deployment ${name}`);
    return deployment;
  }
}
