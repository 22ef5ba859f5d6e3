import { releaseNext } from "./release";
import type { Scenario } from "./scenario";

const path = "/readyz/deep";

/** A release of storefront whose readiness probe asks everything it depends on, every second, and forgives nothing. */
export const flappingProbe: Scenario = {
  description: "storefront gets a release with a readiness probe that is too strict: its pods turn ready and unready all the time.",
  expectation: "rolling storefront back heals; a restart brings the same probe back. The alert ends and starts again meanwhile.",
  start({ world }) {
    releaseNext(world, "storefront", "stricter readiness probe", (container) => {
      container.readinessProbe = { httpGet: { path, port: 8080 }, periodSeconds: 1, timeoutSeconds: 1, failureThreshold: 1, successThreshold: 1 };
    });
    return [{ scenario: "flapping-probe", target: { kind: "probe", path }, behaviour: {} }];
  },
};
