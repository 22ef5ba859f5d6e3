import type { z } from "zod";
import type { ChangeKind } from "@/lib/contracts/signal";
import { fingerprintFrom } from "@/server/platform/inbound/fingerprint";
import { labelsOf } from "@/server/platform/inbound/labels";
import { firstLineOf, lineOf, millisecondsOf, millisecondsOfSeconds, webLink } from "@/server/platform/inbound/text";
import { objectOf, type JsonObject } from "@/server/platform/inbound/value";
import type { ParsedSignal } from "@/server/sources/port";
import { isDefaultBranch, repositoryLabels } from "./repository";
import type { deploymentBody, deploymentStatusBody, pushBody } from "./schema";

/** Keys of a deployment's free payload that name what is deployed, where its author put them there. */
const payloadNames = ["cluster", "namespace", "service", "deployment", "workload"] as const;

const timeOf = (...told: unknown[]) => told.map((value) => millisecondsOf(value)).find((time) => time !== null) ?? 0;
const shortSha = (sha: unknown) => lineOf(sha, 64).slice(0, 12);

function change(kind: ChangeKind, parts: Pick<ParsedSignal, "fingerprint" | "name" | "summary" | "labels" | "url"> & { at: number; failed?: boolean }): ParsedSignal {
  const { at, failed = false, ...rest } = parts;
  return { ...rest, state: "info", severity: failed ? "warning" : "info", startsAt: new Date(at), endsAt: null, change: kind };
}

function deploymentLabels(repository: z.infer<typeof deploymentBody>["repository"], deployment: JsonObject): JsonObject {
  const payload = objectOf(typeof deployment.payload === "string" ? jsonIn(deployment.payload) : deployment.payload);
  const named = Object.fromEntries(payloadNames.map((name) => [name, payload[name]]).filter(([, value]) => typeof value === "string"));
  return { ...repositoryLabels(repository), ...named, environment: deployment.environment, sha: deployment.sha, ref: deployment.ref, task: deployment.task };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const deploymentName = (deployment: JsonObject) => firstLineOf([`Deploy ${shortSha(deployment.sha)} to ${firstLineOf([deployment.environment, "production"], 100)}`], 200);
const deploymentFingerprint = (repository: { full_name: string }, deployment: { id: string | number }) => fingerprintFrom("deployment", repository.full_name, String(deployment.id));

/** A deployment that was asked for. */
export function deploymentSignals({ deployment, repository }: z.infer<typeof deploymentBody>): ParsedSignal[] {
  return [
    change("deploy", {
      fingerprint: deploymentFingerprint(repository, deployment),
      name: deploymentName(deployment),
      summary: firstLineOf([deployment.description, deployment.ref], 1_000),
      labels: labelsOf(deploymentLabels(repository, deployment)),
      url: webLink(repository.html_url),
      at: timeOf(deployment.created_at),
    }),
  ];
}

/** What a status says: these have touched what runs; waiting, queued, pending and inactive have not. */
const touching: ReadonlySet<string> = new Set(["in_progress", "success", "failure", "error"]);

/** A step of a deployment that touched what runs, one of the same fingerprint as the deployment; a failed one may have come half the way. */
export function deploymentStatusSignals({ deployment, deployment_status: status, repository }: z.infer<typeof deploymentStatusBody>): ParsedSignal[] {
  const state = status.state.toLowerCase();
  if (!touching.has(state)) return [];
  return [
    change("deploy", {
      fingerprint: deploymentFingerprint(repository, deployment),
      name: deploymentName(deployment),
      summary: firstLineOf([status.description, deployment.description, state], 1_000),
      labels: labelsOf({ ...deploymentLabels(repository, deployment), state }),
      url: webLink(status.environment_url) ?? webLink(status.log_url) ?? webLink(status.target_url) ?? webLink(repository.html_url),
      at: timeOf(status.created_at, status.updated_at),
      failed: state === "failure" || state === "error",
    }),
  ];
}

/**
 * New commits on the default branch: a change of the source, `build`, since what is deployed from there (GitOps above all) needs no
 * deployment of GitHub's. Other branches, tags and deletions change nothing that runs.
 */
export function pushSignals(body: z.infer<typeof pushBody>): ParsedSignal[] {
  const { ref, after, repository } = body;
  const branch = ref.startsWith("refs/heads/") ? ref.slice("refs/heads/".length) : "";
  if (branch === "" || body.deleted === true || /^0+$/.test(after) || !isDefaultBranch(repository, branch)) return [];
  const commit = objectOf(body.head_commit);
  return [
    change("build", {
      fingerprint: fingerprintFrom("push", repository.full_name, after),
      name: firstLineOf([`Push ${shortSha(after)} to ${lineOf(branch, 100)}`], 200),
      summary: firstLineOf([commit.message], 1_000),
      labels: labelsOf({ ...repositoryLabels(repository), branch, sha: after, actor: objectOf(body.pusher).name }),
      url: webLink(body.compare) ?? webLink(repository.html_url),
      // The commit may be old; the push is now, and only a repository's `pushed_at` (seconds) tells when.
      at: millisecondsOfSeconds(repository.pushed_at) ?? timeOf(repository.pushed_at, commit.timestamp),
    }),
  ];
}
