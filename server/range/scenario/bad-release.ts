import { imageFor } from "../world/found-shop";
import { imageOf } from "../world/pod-state";
import { changeCauseAnnotation, replicaSetsOf } from "../world/revisions";
import { shopNamespace } from "../world/shop";
import { ScenarioImpossible, type Scenario } from "./scenario";

const target = "checkout";

/** A release of checkout with a defect in its image: a restart runs the same image again, only another revision helps. */
export const badRelease: Scenario = {
  description: "checkout gets a new release that answers 40 % of requests with 500 and is slow; the previous revision is fine.",
  start({ world, random }) {
    const deployment = world.store.get("deployments", shopNamespace, target);
    if (!deployment) throw new ScenarioImpossible(`there is no deployment ${target}`);
    const images = replicaSetsOf(world, deployment).flatMap((set) => set.spec.template.spec?.containers[0]?.image ?? []);
    const version = nextVersion([...images, ...world.store.list("pods").flatMap((pod) => imageOf(pod) ?? [])]);
    const image = imageFor(target, version);
    world.store.edit("deployments", deployment, (draft) => {
      const container = draft.spec.template.spec?.containers.find((candidate) => candidate.name === target);
      if (container) container.image = image;
      draft.metadata.annotations = { ...draft.metadata.annotations, [changeCauseAnnotation]: `checkout ${version}: new tax calculation` };
    });
    return [
      {
        scenario: "bad-release",
        target: { kind: "image", image },
        behaviour: { errorRatio: random.between(0.39, 0.41), latencyFactor: random.between(6, 7), cpuFactor: 1.3 },
      },
    ];
  },
};

/** The patch version after the highest that any of checkout's images has. */
function nextVersion(images: string[]): string {
  const versions = images
    .filter((image) => image.startsWith(imageFor(target, "")))
    .map((image) => (image.split(":").at(-1) ?? "").split(".").map(Number));
  const [major = 1, minor = 0, patch = 0] = versions.sort(compareVersions).at(-1) ?? [];
  return `${major}.${minor}.${patch + 1}`;
}

function compareVersions(a: number[], b: number[]): number {
  const different = a.findIndex((part, index) => part !== b[index]);
  return different === -1 ? 0 : (a[different] ?? 0) - (b[different] ?? 0);
}
