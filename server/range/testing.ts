import type { Delivery } from "./alert/deliver";
import { Engine } from "./engine";

/** One notification as a receiver sees it. */
export interface ReceivedNotification {
  status: string;
  groupKey: string;
  alerts: { status: string; labels: Record<string, string>; endsAt: string }[];
}

/** An engine in virtual time whose notifications are kept instead of sent. */
export class TestBench {
  readonly received: ReceivedNotification[] = [];
  readonly engine: Engine;
  now: number;

  constructor(options: { seed?: number; now?: number; autoplay?: boolean } = {}) {
    this.now = options.now ?? 1_800_000_000_000;
    this.engine = new Engine({
      seed: options.seed ?? 7,
      now: this.now,
      autoplay: options.autoplay ?? false,
      historyMs: 120_000,
      prometheusUrl: "http://range/prometheus",
      alertmanagerUrl: "http://range/alertmanager",
      deliver: (body) => {
        this.received.push(JSON.parse(body) as ReceivedNotification);
        return Promise.resolve<Delivery>({ outcome: "accepted" });
      },
      report: () => undefined,
    });
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
    const firing = this.engine.alerts.active.filter((alert) => alert.state === "firing");
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

  /** The Deployment of that name. */
  deployment(name: string) {
    const deployment = this.engine.world.store.get("deployments", "shop", name);
    if (!deployment) throw new Error(`no deployment ${name}`);
    return deployment;
  }
}
