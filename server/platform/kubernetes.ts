import { stat } from "node:fs/promises";
import type * as Kubernetes from "@kubernetes/client-node";
import type { AppsV1Api, AutoscalingV2Api, CoreV1Api, HttpInfo, NetworkingV1Api, V1Deployment, V1LabelSelector, V1ReplicaSet } from "@kubernetes/client-node";
import { Unavailable, messageOf } from "@/server/platform/errors";

/** The number the Deployment controller gives a template, on Deployments and ReplicaSets. */
export const revisionAnnotation = "deployment.kubernetes.io/revision";

/** What a person or pipeline says was the reason of a revision. */
export const changeCauseAnnotation = "kubernetes.io/change-cause";

/** Objects per list request: some 5 MB of pods. */
const pageSize = 500;

/** Pages of one list; a cluster with more than 20,000 of a kind is reported, not half read. */
const maxPages = 40;

/** The official client, loaded when a cluster is first spoken to: it is half of what a process loads, and the webhook door needs none of it. */
let client: typeof Kubernetes | undefined;

/** Which cluster: path of a kubeconfig file, or the service account of this pod. */
export interface ClusterAccess {
  kubeConfig: string | "in-cluster";
  /** Each request gives up after this long, connection and body included. */
  timeoutMs: number;
}

/** The parts of the API we use; each call throws the client's own errors. */
export interface ClusterApis {
  readonly core: CoreV1Api;
  readonly apps: AppsV1Api;
  readonly autoscaling: AutoscalingV2Api;
  readonly networking: NetworkingV1Api;
}

/**
 * The one set-up of the official client. Connects on first use and again when the kubeconfig file changes; never retries a request.
 * The client takes plain http only when the kubeconfig says `insecure-skip-tls-verify: true`.
 */
export class ClusterConnection {
  private loaded: { changedAtMs: number; apis: ClusterApis } | null = null;

  constructor(private readonly access: ClusterAccess) {}

  /**
   * The API groups, for calls whose errors the caller reads itself.
   * @throws {Unavailable} when the kubeconfig cannot be read
   */
  async apis(): Promise<ClusterApis> {
    try {
      const { kubeConfig } = this.access;
      const changedAtMs = kubeConfig === "in-cluster" ? 0 : (await stat(kubeConfig)).mtimeMs;
      if (this.loaded?.changedAtMs !== changedAtMs) this.loaded = { changedAtMs, apis: await this.load() };
      return this.loaded.apis;
    } catch (error) {
      throw new Unavailable("The cluster's kubeconfig cannot be read.", { internal: messageOf(error), cause: error });
    }
  }

  /**
   * The answer of a reading call, or null when the API server says 404.
   * @throws {Unavailable} on any other refusal, network error or time-out
   */
  async read<T>(ask: (apis: ClusterApis) => Promise<T>): Promise<T | null> {
    const apis = await this.apis();
    try {
      return await ask(apis);
    } catch (error) {
      if (error instanceof Unavailable) throw error;
      const refusal = refusalOf(error);
      if (refusal?.status === 404) return null;
      throw new Unavailable("The cluster does not answer.", { internal: refusal ? `HTTP ${refusal.status}: ${refusal.message}` : messageOf(error), cause: error });
    }
  }

  private async load(): Promise<ClusterApis> {
    const { KubeConfig, ResponseContext, ServerConfiguration, createConfiguration, AppsV1Api, AutoscalingV2Api, CoreV1Api, NetworkingV1Api } = (client ??= await import("@kubernetes/client-node"));
    const config = new KubeConfig();
    if (this.access.kubeConfig === "in-cluster") config.loadFromCluster();
    else config.loadFromFile(this.access.kubeConfig);
    const server = config.getCurrentCluster()?.server;
    if (!server) throw new Error("the kubeconfig has no current cluster");
    const { timeoutMs } = this.access;
    const configuration = createConfiguration({
      baseServer: new ServerConfiguration(server, {}),
      authMethods: { default: config },
      promiseMiddleware: [
        {
          async pre(request) {
            request.setSignal(AbortSignal.timeout(timeoutMs));
            return request;
          },
          async post(response) {
            const bytes = await response.body.binary();
            const body = { text: async () => bytes.toString("utf8"), binary: async () => bytes };
            return new ResponseContext(response.httpStatusCode, response.headers, body);
          },
        },
      ],
    });
    return { core: new CoreV1Api(configuration), apps: new AppsV1Api(configuration), autoscaling: new AutoscalingV2Api(configuration), networking: new NetworkingV1Api(configuration) };
  }
}

/** Status and message when the API server itself answered with an error; null when there was no answer. */
export function refusalOf(error: unknown): { status: number; message: string } | null {
  if (client === undefined || !(error instanceof client.ApiException)) return null;
  return { status: error.code, message: statusMessage(error.body) ?? `HTTP ${error.code}` };
}

function statusMessage(body: unknown): string | null {
  if (typeof body === "string") {
    try {
      return statusMessage(JSON.parse(body));
    } catch {
      return body.slice(0, 300) || null;
    }
  }
  return typeof body === "object" && body !== null && "message" in body && typeof body.message === "string" ? body.message.slice(0, 300) : null;
}

/** The object as the server wrote it: the typed model drops fields that this release of the client does not know. */
export async function rawObject(info: HttpInfo<unknown>): Promise<unknown> {
  return JSON.parse(await info.body.text());
}

/**
 * All objects of a list, page by page.
 * @throws {Unavailable} when there are more than 20,000
 */
export async function listAll<T>(page: (cursor: { limit: number; _continue?: string }) => Promise<{ items: T[]; metadata?: { _continue?: string } }>): Promise<T[]> {
  const all: T[] = [];
  let _continue: string | undefined;
  for (let pages = 0; pages < maxPages; pages += 1) {
    const { items, metadata } = await page({ limit: pageSize, _continue });
    all.push(...items);
    _continue = metadata?._continue || undefined;
    if (_continue === undefined) return all;
  }
  throw new Unavailable("The cluster is too large to be read.", { internal: `more than ${pageSize * maxPages} objects of one kind` });
}

/** The ReplicaSets that belong to a Deployment by controller reference, in no order. */
export async function replicaSetsOf({ apps }: ClusterApis, deployment: V1Deployment): Promise<V1ReplicaSet[]> {
  const { uid, namespace = "" } = deployment.metadata ?? {};
  const labelSelector = selectorText(deployment.spec?.selector ?? {});
  const sets = await listAll((cursor) => apps.listNamespacedReplicaSet({ namespace, labelSelector, ...cursor }));
  return sets.filter((set) => set.metadata?.ownerReferences?.some((owner) => owner.controller === true && owner.uid === uid) ?? false);
}

/** Revision number of a Deployment or ReplicaSet; 0 before the controller has given one. */
export function revisionOf(annotations: Readonly<Record<string, string>> | undefined): number {
  const revision = Number(annotations?.[revisionAnnotation]);
  return Number.isSafeInteger(revision) && revision > 0 ? revision : 0;
}

/** A label selector in the text form of a query parameter. */
export function selectorText({ matchLabels = {}, matchExpressions = [] }: V1LabelSelector): string {
  const equal = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  const others = matchExpressions.map(({ key, operator, values = [] }) => {
    if (operator === "Exists") return key;
    if (operator === "DoesNotExist") return `!${key}`;
    return `${key} ${operator === "In" ? "in" : "notin"} (${values.join(",")})`;
  });
  return [...equal, ...others].join(",");
}

/** True for a text that can be an object's name; anything else must not get into a request path. */
export function isKubernetesName(text: string): boolean {
  return /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/.test(text);
}
