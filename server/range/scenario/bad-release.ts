import { releaseNext } from "./release";
import type { Scenario } from "./scenario";

/** A release of checkout with a defect in its image: a restart runs the same image again, only another revision helps. */
export const badRelease: Scenario = {
  description: "checkout gets a new release that answers 40 % of requests with 500 and is slow; the previous revision is fine.",
  expectation: "rolling checkout back heals; a restart or more replicas do not.",
  start({ world, random }) {
    const image = releaseNext(world, "checkout", "new tax calculation");
    return [
      {
        scenario: "bad-release",
        target: { kind: "image", image },
        behaviour: { errorRatio: random.between(0.39, 0.41), latencyFactor: random.between(6, 7), cpuFactor: 1.3 },
      },
    ];
  },
};
