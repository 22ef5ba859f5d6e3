import type { Actor, Channel } from "@/lib/contracts/common";
import type { Auth } from "../auth/auth";
import type { Config } from "../config";
import type { Ctx } from "../ctx";
import type { Database } from "../db/client";
import { Unavailable } from "../errors";
import type { Logger } from "../log";
import type { RateLimiter } from "../redis/rate-limiter";

/** What every door of the web process needs; installed once at its start. */
export interface WebRuntime {
  readonly config: Config;
  readonly log: Logger;
  readonly auth: Auth;
  readonly db: Database;
  readonly limiter: RateLimiter;
  ctx(actor: Actor, channel: Channel): Ctx;
}

/** Next bundles routes and instrumentation as separate module graphs; only `globalThis` is one for all of them. */
const slot = Symbol.for("awoooi.web-runtime");
const registry = globalThis as { [slot]?: WebRuntime };

/** Makes the runtime known to every door of this process. */
export function installWebRuntime(runtime: WebRuntime): void {
  registry[slot] = runtime;
}

/** The runtime of this process. @throws {Unavailable} before the process has finished starting */
export function webRuntime(): WebRuntime {
  const runtime = registry[slot];
  if (runtime === undefined) throw new Unavailable("The web process is still starting.");
  return runtime;
}
