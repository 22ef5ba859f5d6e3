import { imageFor } from "../world/drafts";
import type { PodTemplate } from "../world/objects";
import { imageOf } from "../world/pod-state";
import { changeCauseAnnotation, replicaSetsOf } from "../world/revisions";
import { shopNamespace } from "../world/shop";
import type { World } from "../world/world";
import { ScenarioImpossible } from "./scenario";

/** A container of a template. */
type Container = NonNullable<PodTemplate["spec"]>["containers"][number];

/**
 * Releases the next version of a service as a pipeline would and returns its image; `change` may alter more of its container.
 * @throws {ScenarioImpossible} when the service is gone
 */
export function releaseNext(world: World, service: string, cause: string, change: (container: Container) => void = () => undefined): string {
  const deployment = world.store.get("deployments", shopNamespace, service);
  if (!deployment) throw new ScenarioImpossible(`there is no deployment ${service}`);
  const images = replicaSetsOf(world, deployment).flatMap((set) => set.spec.template.spec?.containers[0]?.image ?? []);
  const version = nextVersion(service, [...images, ...world.store.list("pods").flatMap((pod) => imageOf(pod) ?? [])]);
  const image = imageFor(service, version);
  world.store.edit("deployments", deployment, (draft) => {
    const container = draft.spec.template.spec?.containers.find((candidate) => candidate.name === service);
    if (container) {
      container.image = image;
      change(container);
    }
    draft.metadata.annotations = { ...draft.metadata.annotations, [changeCauseAnnotation]: `${service} ${version}: ${cause}` };
  });
  return image;
}

/** The patch version after the highest that any image of the service has. */
function nextVersion(service: string, images: string[]): string {
  const versions = images
    .filter((image) => image.startsWith(imageFor(service, "")))
    .map((image) => (image.split(":").at(-1) ?? "").split(".").map(Number));
  const [major = 1, minor = 0, patch = 0] = versions.sort(compareVersions).at(-1) ?? [];
  return `${major}.${minor}.${patch + 1}`;
}

function compareVersions(a: number[], b: number[]): number {
  const different = a.findIndex((part, index) => part !== b[index]);
  return different === -1 ? 0 : (a[different] ?? 0) - (b[different] ?? 0);
}
