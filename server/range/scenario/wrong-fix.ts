import { releaseNext } from "./release";
import type { Scenario } from "./scenario";

/**
 * Looks like a stuck worker, and is a release: the new version takes nothing off the queue, and every start of it puts messages
 * back that were done already. The obvious repair, a restart, makes the queue longer.
 */
export const wrongFix: Scenario = {
  description: "the worker stands still as if it hung, yet its latest release is to blame: every restart of it adds to the queue.",
  expectation: "rolling worker back heals; a restart makes it worse, more replicas too.",
  start({ world, random }) {
    const image = releaseNext(world, "worker", "exactly-once bookkeeping");
    return [{ scenario: "wrong-fix", target: { kind: "image", image }, behaviour: { throughputFactor: 0, requeuedAtStart: Math.round(random.between(60, 90)) } }];
  },
};
