import type { z } from "zod";
import { fingerprintFrom } from "@/server/platform/inbound/fingerprint";
import { labelsOf } from "@/server/platform/inbound/labels";
import { firstLineOf, millisecondsOf, oneLine, webLink } from "@/server/platform/inbound/text";
import { objectOf } from "@/server/platform/inbound/value";
import type { ParsedSignal } from "@/server/sources/port";
import { isDefaultBranch, repositoryLabels } from "./repository";
import type { workflowRunBody } from "./schema";

/** Conclusions that say that the branch is broken. */
const failures: ReadonlySet<string> = new Set(["failure", "timed_out", "startup_failure"]);

/**
 * A finished run on the default branch: a failure fires, a success ends it, anything else (cancelled, skipped, neutral, stale,
 * action_required) says nothing about the code. Runs of other branches, and of pull requests from forks whose branch has the same name,
 * are their author's matter.
 *
 * The order of runs is that of their start, and each attempt has its own, so that both signals carry `run_started_at`: a slow failure
 * that ends after the next run has passed does not reopen what that run closed, and an old attempt cannot speak against a newer one.
 */
export function workflowRunSignals(body: z.infer<typeof workflowRunBody>): ParsedSignal[] {
  const { workflow_run: run, repository } = body;
  const conclusion = run.conclusion ?? "";
  const branch = run.head_branch ?? "";
  const isFailure = failures.has(conclusion);
  if (body.action !== "completed" || !(isFailure || conclusion === "success")) return [];
  if (run.event === "pull_request" || !isDefaultBranch(repository, branch)) return [];
  const startedAt = new Date(millisecondsOf(run.run_started_at) ?? millisecondsOf(run.created_at) ?? 0);
  const workflow = firstLineOf([run.name, objectOf(body.workflow).name, run.path, "workflow"], 120);
  return [
    {
      fingerprint: fingerprintFrom("workflow", repository.full_name, String(run.workflow_id), branch),
      state: isFailure ? "firing" : "resolved",
      severity: "warning",
      name: oneLine(`${workflow} on ${branch}`, 200),
      summary: firstLineOf([run.display_title, objectOf(run.head_commit).message], 1_000),
      labels: labelsOf({ ...repositoryLabels(repository), workflow, branch, event: run.event, conclusion, sha: run.head_sha, run_number: run.run_number, run_attempt: run.run_attempt, actor: objectOf(run.actor).login }),
      startsAt: startedAt,
      endsAt: isFailure ? null : startedAt,
      url: webLink(run.html_url),
      change: null,
    },
  ];
}
