import { runControllers } from "./control-plane";
import { configDraft, daemonSetDraft, deploymentDraft, imageFor, nodeDraft, serviceDraft, statefulSetDraft } from "./drafts";
import { changeCauseAnnotation } from "./revisions";
import { services } from "./services";
import { nodeNames, type Release, type ShopService } from "./shop";
import type { World } from "./world";

const dayMs = 24 * 60 * 60_000;
/** A release has settled when nothing changed for longer than the slowest start takes. */
const quietTicks = 6;

/** Founds the shop by replaying its release history through the controllers, so that every revision has really happened. */
export function foundShop(world: World): void {
  const founded = world.now;
  const releases = services.flatMap((service) => service.releases.map((release) => ({ service, release })));
  const first = Math.max(...releases.map(({ release }) => release.daysAgo)) + 1;
  world.now = founded - first * dayMs;
  for (const name of new Set(["default", ...services.map((service) => service.namespace)])) {
    world.store.create("namespaces", {
      metadata: { name, labels: { "kubernetes.io/metadata.name": name } },
      spec: { finalizers: ["kubernetes"] },
      status: { phase: "Active" },
    });
  }
  world.store.create("configmaps", configDraft());
  nodeNames.forEach((name, index) => world.store.create("nodes", nodeDraft(name, index, world.now)));
  services.forEach((service, index) => world.store.create("services", serviceDraft(service, index)));
  for (const { service, release } of releases.sort((a, b) => b.release.daysAgo - a.release.daysAgo)) {
    world.now = founded - release.daysAgo * dayMs;
    publish(world, service, release);
    settle(world);
  }
  world.now = founded;
  runControllers(world);
}

function settle(world: World): void {
  let changedAt = world.now;
  while (world.now - changedAt < quietTicks * 1_000) {
    const { version } = world.store;
    world.now += 1_000;
    runControllers(world);
    if (world.store.version !== version) changedAt = world.now;
  }
}

function publish(world: World, service: ShopService, release: Release): void {
  if (service.controller === "StatefulSet") {
    world.store.create("statefulsets", statefulSetDraft(service, release));
    return;
  }
  if (service.controller === "DaemonSet") {
    world.store.create("daemonsets", daemonSetDraft(service, release));
    return;
  }
  const known = world.store.get("deployments", service.namespace, service.name);
  if (known === undefined) {
    world.store.create("deployments", deploymentDraft(service, release));
    return;
  }
  world.store.edit("deployments", known, (draft) => {
    const container = draft.spec.template.spec?.containers[0];
    if (container) container.image = imageFor(service.name, release.version);
    draft.metadata.annotations = { ...draft.metadata.annotations, [changeCauseAnnotation]: release.cause };
  });
}
