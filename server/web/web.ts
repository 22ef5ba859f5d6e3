import type { ApprovalsStreamEvent } from "@/lib/contracts/approval";
import type { IncidentsStreamEvent } from "@/lib/contracts/incident";
import { createContainer, type Container } from "../container";
import { boot } from "../platform/boot";
import { createAuth, type Auth } from "../platform/auth/auth";
import { Unavailable } from "../platform/errors";
import { exitGracefully } from "../platform/lifecycle";
import { installWebRuntime } from "../platform/http/runtime";
import { trustedOrigins } from "../platform/http/principal";
import { closeAllStreams } from "../platform/http/sse";
import { tunables } from "../platform/tunables";
import { approvalsFeed } from "./approvals-feed";
import { incidentsFeed } from "./incidents-feed";
import { StreamHub } from "./stream-hub";

/** What the doors of the web process share. */
export interface Web {
  readonly container: Container;
  readonly auth: Auth;
  readonly approvalsHub: StreamHub<ApprovalsStreamEvent>;
  readonly incidentsHub: StreamHub<IncidentsStreamEvent>;
  /** True once a shutdown has begun: not ready any more. */
  draining: boolean;
}

const slot = Symbol.for("awoooi.web");
const registry = globalThis as { [slot]?: Web };

/** Wires what the doors share over a container; opens nothing and listens to no signal. */
export function createWeb(container: Container): Web {
  const { config, db, log } = container;
  const auth = createAuth({ db, log, secret: config.authSecret, publicUrl: config.publicUrl, trustedOrigins: trustedOrigins(config) });
  const ctx = container.ctx({ kind: "automation", id: "web", name: "web" }, "web");
  return { container, auth, approvalsHub: new StreamHub(container, approvalsFeed(container, ctx)), incidentsHub: new StreamHub(container, incidentsFeed(ctx)), draining: false };
}

/** Makes it known to every door of this process. */
export function installWeb(web: Web): void {
  const { container, auth } = web;
  registry[slot] = web;
  installWebRuntime({ config: container.config, log: container.log, auth, db: container.db, limiter: container.limiter, ctx: container.ctx });
}

/** Starts the web process's side of the house, once; called by Next before it serves anything. */
export function startWeb(): void {
  if (registry[slot] !== undefined) return;
  const { config, log } = boot("web");
  const web = createWeb(createContainer(config, log));
  installWeb(web);
  exitGracefully(log, tunables.webDrainMs, async () => {
    web.draining = true;
    closeAllStreams();
    // Answers in flight get a moment; Next itself has no way to say when it is idle.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await web.container.close();
  });
  log.info({ port: config.port }, "web_ready");
}

/** The web process's own. @throws {Unavailable} before it has started */
export function web(): Web {
  const found = registry[slot];
  if (found === undefined) throw new Unavailable("The web process is still starting.");
  return found;
}
