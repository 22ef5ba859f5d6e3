import { resources, type Resource, type ResourceFacts } from "../world/objects";
import { isWritable } from "./write-object";

const groups = [
  { name: "apps", version: "v1" },
  { name: "events.k8s.io", version: "v1" },
] as const;

/** The discovery document at a path, or nothing when the path is no discovery path. */
export function discover(path: string): unknown {
  switch (path) {
    case "/version":
      return { major: "1", minor: "31", gitVersion: "v1.31.0+range", gitTreeState: "clean", platform: "linux/amd64", compiler: "gc" };
    case "/api":
      return { kind: "APIVersions", versions: ["v1"], serverAddressByClientCIDRs: [] };
    case "/apis":
      return { kind: "APIGroupList", apiVersion: "v1", groups: groups.map(describeGroup) };
    case "/api/v1":
      return resourceList("v1", [...resourcesOf("v1").flatMap(describeResource), evictionResource]);
    case "/apis/apps/v1":
      return resourceList("apps/v1", [...resourcesOf("apps/v1").flatMap(describeResource), ...["deployments", "statefulsets"].map(scaleResource)]);
    case "/apis/events.k8s.io/v1":
      return resourceList("events.k8s.io/v1", describeResource("events"));
    default: {
      const group = groups.find((candidate) => path === `/apis/${candidate.name}`);
      return group && { kind: "APIGroup", apiVersion: "v1", ...describeGroup(group) };
    }
  }
}

function scaleResource(resource: string) {
  return { name: `${resource}/scale`, singularName: "", namespaced: true, group: "autoscaling", version: "v1", kind: "Scale", verbs: ["get", "patch", "update"] };
}

const evictionResource = { name: "pods/eviction", singularName: "", namespaced: true, group: "policy", version: "v1", kind: "Eviction", verbs: ["create"] };

function resourcesOf(apiVersion: ResourceFacts["apiVersion"]): Resource[] {
  return (Object.keys(resources) as Resource[]).filter((resource) => resources[resource].apiVersion === apiVersion);
}

function describeResource(resource: Resource) {
  const { kind, namespaced, singular, shortNames } = resources[resource];
  return [{ name: resource, singularName: singular, namespaced, kind, verbs: verbsOf(resource), shortNames: [...shortNames] }];
}

/** What the range lets a client do with a resource. */
export function verbsOf(resource: Resource): string[] {
  const read = ["get", "list", "watch"];
  return [...read, ...(isWritable(resource) ? ["patch", "update"] : []), ...(resource === "pods" ? ["delete"] : [])];
}

function resourceList(groupVersion: string, list: unknown[]) {
  return { kind: "APIResourceList", apiVersion: "v1", groupVersion, resources: list };
}

function describeGroup({ name, version }: (typeof groups)[number]) {
  const preferred = { groupVersion: `${name}/${version}`, version };
  return { name, versions: [preferred], preferredVersion: preferred };
}
