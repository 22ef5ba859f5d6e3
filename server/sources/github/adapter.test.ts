import { createHmac } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { transitionOf } from "@/server/alert/rules";
import { bytesOf, readBy, refusalBy } from "@/tests/support/bodies";
import type { ParsedSignal } from "../port";
import { github } from "./adapter";

const fixtures = join(import.meta.dirname, "__fixtures__");
const fixture = (name: string) => readFileSync(join(fixtures, name));

const expected: Record<string, { kind: string; signals: object[]; findings: object[] }> = {
  "code_scanning_alert-created.json": { kind: "code_scanning_alert", signals: [], findings: [{ fingerprint: "CodeQL:Codertocat/Hello-World:10", scanner: "CodeQL", ruleId: "java/sql-injection", severity: "high", state: "open", url: "https://github.com/Codertocat/Hello-World/security/code-scanning/10" }] },
  "dependabot_alert-created.json": { kind: "dependabot_alert", signals: [], findings: [{ scanner: "dependabot", ruleId: "GHSA-c2qf-rxjj-qqgw", severity: "medium", location: "wolfy1339/pika-pack: package-lock.json semver", labels: { package: "semver", ecosystem: "npm", cve: "CVE-2022-25883", fixed_in: "7.5.2" } }] },
  "deployment_status.json": { kind: "deployment_status", signals: [{ state: "info", change: "deploy", name: "Deploy f95f852bd8fc to production", startsAt: new Date("2019-05-15T15:20:55Z"), labels: { environment: "production", service: "Hello-World", repository: "Codertocat/Hello-World" } }], findings: [] },
  "workflow_run-completed.json": { kind: "workflow_run", signals: [{ state: "resolved", change: null, name: "test on master", fingerprint: "workflow:octo-org/octo-repo:2823525:master" }], findings: [] },
  "workflow_run-requested.json": { kind: "workflow_run", signals: [], findings: [] },
};

const repository = { full_name: "shop/checkout", name: "checkout", default_branch: "main", html_url: "https://github.com/shop/checkout" };
const run = { id: 1, workflow_id: 7, name: "ci", head_branch: "main", head_sha: "abc", event: "push", status: "completed", conclusion: "failure", run_attempt: 1, run_started_at: "2026-11-22T10:00:00Z", updated_at: "2026-11-22T10:05:00Z", html_url: "https://github.com/shop/checkout/actions/runs/1" };
const ofRun = (more: object, action = "completed") => readBy(github, { action, workflow_run: { ...run, ...more }, repository }, "workflow_run").signals;
const only = <T>(list: readonly T[]): T => {
  const [entry] = list;
  if (entry === undefined || list.length !== 1) throw new Error(`${list.length} entries`);
  return entry;
};

describe("github.parse on octokit's bodies", () => {
  test("every body has an expectation", () => {
    expect(readdirSync(fixtures).filter((name) => name.endsWith(".json")).toSorted()).toEqual(Object.keys(expected).toSorted());
  });

  test.each(Object.entries(expected))("%s", (name, { kind, signals, findings }) => {
    expect(readBy(github, fixture(name), kind)).toMatchObject({ signals, findings, truncatedCount: 0, group: null, deliveryId: null });
  });
});

describe("github.parse of workflow runs", () => {
  test.each(["failure", "timed_out", "startup_failure"])("%s on the default branch fires, and a success ends it", (conclusion) => {
    const [failed, passed] = [only(ofRun({ conclusion })), only(ofRun({ id: 2, conclusion: "success" }))];
    expect(failed).toMatchObject({ state: "firing", severity: "warning", endsAt: null, url: run.html_url, labels: { service: "checkout", repository: "shop/checkout", branch: "main", conclusion } });
    expect(passed).toMatchObject({ state: "resolved", fingerprint: failed.fingerprint });
  });

  test.each(["cancelled", "skipped", "neutral", "stale", "action_required", null])("%s says nothing about the code", (conclusion) => {
    expect(ofRun({ conclusion })).toEqual([]);
  });

  test("says nothing of other branches, of pull requests, and of runs that are not finished, whatever their conclusion", () => {
    expect(ofRun({ head_branch: "feature" })).toEqual([]);
    expect(ofRun({ head_branch: null })).toEqual([]);
    expect(ofRun({ event: "pull_request" })).toEqual([]);
    for (const action of ["requested", "in_progress"]) expect(ofRun({ conclusion: "failure" }, action)).toEqual([]);
  });

  test("orders runs and attempts by their start: a slow failure does not speak against a newer success", () => {
    const stateAfter = (first: ParsedSignal, second: ParsedSignal) => {
      const known = { status: first.state === "firing" ? ("firing" as const) : ("resolved" as const), startsAt: first.startsAt, endsAt: first.endsAt, lastSeenAt: first.startsAt };
      return transitionOf(known, second, new Date("2026-11-22T10:06:00Z"), 600_000);
    };
    const oldFailure = only(ofRun({ run_attempt: 1 }));
    const success = only(ofRun({ run_attempt: 2, conclusion: "success", run_started_at: "2026-11-22T10:01:00Z" }));
    const newFailure = only(ofRun({ run_attempt: 3, run_started_at: "2026-11-22T10:02:00Z" }));
    expect(stateAfter(oldFailure, success)).toBe("resolved");
    expect(stateAfter(success, oldFailure)).toBe("stale");
    expect(stateAfter(success, newFailure)).toBe("refired");
    expect(stateAfter(newFailure, success)).toBe("stale");
  });
});

describe("github.parse of changes", () => {
  const deployment = { id: 9, sha: "0123456789abcdef", ref: "main", environment: "production", created_at: "2026-11-22T10:00:00Z", payload: '{"namespace":"shop","deployment":"checkout-api","x":{"y":1}}' };
  const status = (state: string) => readBy(github, { deployment, deployment_status: { state, created_at: "2026-11-22T10:01:00Z" }, repository }, "deployment_status").signals;

  test("a deployment is a change, of what its payload names", () => {
    expect(only(readBy(github, { deployment, repository }, "deployment").signals)).toMatchObject({ state: "info", change: "deploy", severity: "info", labels: { namespace: "shop", deployment: "checkout-api", service: "checkout", sha: deployment.sha, environment: "production" }, startsAt: new Date(deployment.created_at) });
    expect(only(readBy(github, { deployment: { id: 9, payload: "no json" }, repository }, "deployment").signals).labels).toEqual({ repository: "shop/checkout", service: "checkout" });
  });

  test("so is each status that touches what runs, and no other", () => {
    for (const state of ["in_progress", "success"]) expect(only(status(state))).toMatchObject({ state: "info", severity: "info", change: "deploy", startsAt: new Date("2026-11-22T10:01:00Z") });
    for (const state of ["failure", "error"]) expect(only(status(state))).toMatchObject({ state: "info", severity: "warning", change: "deploy" });
    for (const state of ["pending", "queued", "waiting", "inactive", "tomorrow"]) expect(status(state)).toEqual([]);
    expect(only(status("success")).fingerprint).toBe(only(readBy(github, { deployment, repository }, "deployment").signals).fingerprint);
  });

  test("so is a push to the default branch, and no other push", () => {
    const push = { ref: "refs/heads/main", after: "f".repeat(40), deleted: false, compare: "https://github.com/shop/checkout/compare/a...f", head_commit: { message: "Fix\n\nall", timestamp: "2026-11-01T00:00:00Z" }, repository: { ...repository, pushed_at: 1_795_000_000 } };
    expect(only(readBy(github, push, "push").signals)).toMatchObject({ state: "info", change: "build", summary: "Fix all", startsAt: new Date(1_795_000_000_000), url: push.compare });
    for (const other of [{ ref: "refs/heads/x" }, { ref: "refs/tags/main" }, { deleted: true, after: "0".repeat(40) }]) expect(readBy(github, { ...push, ...other }, "push").signals).toEqual([]);
  });
});

describe("github.parse of security alerts", () => {
  const alert = (kind: string, more: object, action = "created") => readBy(github, { action, alert: { number: 3, html_url: "https://github.com/shop/checkout/security/3", ...more }, repository }, kind);

  test.each([
    ["open", "created", "open"],
    ["dismissed", "closed_by_user", "suppressed"],
    ["auto_dismissed", "auto_dismissed", "suppressed"],
    ["fixed", "fixed", "absent"],
    [null, "reopened", "open"],
    [null, "fixed", "absent"],
  ])("an alert that is %s after %s is %s", (state, action, expectedState) => {
    expect(only(alert("code_scanning_alert", { state, tool: { name: "CodeQL" } }, action).findings).state).toBe(expectedState);
    expect(only(alert("dependabot_alert", { state }, action).findings).state).toBe(expectedState);
  });

  test("a critical one is a signal as well, which ends with it", () => {
    const critical = { rule: { id: "r", description: "Injection", security_severity_level: "critical", severity: "error" }, tool: { name: "CodeQL" } };
    const opened = alert("code_scanning_alert", { ...critical, state: "open" });
    expect(only(opened.signals)).toMatchObject({ state: "firing", severity: "critical", name: "Injection", change: null });
    const fixed = alert("code_scanning_alert", { ...critical, state: "fixed" }, "fixed");
    expect(only(fixed.signals)).toMatchObject({ state: "resolved", fingerprint: only(opened.signals).fingerprint });
    expect(alert("code_scanning_alert", { rule: { security_severity_level: "high" } }).signals).toEqual([]);
  });

  test("a committed secret is high, critical once it works or is public, and gone when it is revoked", () => {
    const secret = { secret_type: "stripe_api_key", secret_type_display_name: "Stripe API key", secret: "sk_live_hunter2" };
    expect(only(alert("secret_scanning_alert", secret).findings)).toMatchObject({ severity: "high", state: "open", title: "Stripe API key" });
    expect(only(alert("secret_scanning_alert", { ...secret, validity: "active" }).findings).severity).toBe("critical");
    expect(only(alert("secret_scanning_alert", secret, "publicly_leaked").findings).severity).toBe("critical");
    expect(only(alert("secret_scanning_alert", { ...secret, resolution: "revoked" }, "resolved").findings).state).toBe("absent");
    expect(only(alert("secret_scanning_alert", { ...secret, resolution: "wont_fix" }, "resolved").findings).state).toBe("suppressed");
    expect(JSON.stringify(alert("secret_scanning_alert", secret))).not.toContain("hunter2");
  });

  test("fires for a secret that works, begins nothing for one that does not, and says how the alert of one that did would end", () => {
    const secret = { number: 7, secret_type: "stripe_api_key" };
    const fired = only(alert("secret_scanning_alert", { ...secret, validity: "active" }).signals);
    expect(fired).toMatchObject({ state: "firing", endsAt: null });
    for (const [more, action] of [[{ validity: "inactive", resolution: "revoked" }, "resolved"], [{ validity: "inactive" }, "validated"], [{}, "created"]] as const) {
      const lesser = alert("secret_scanning_alert", { ...secret, ...more }, action);
      expect(lesser.signals).toEqual([]);
      expect(github.endingOf?.(only(lesser.findings))).toMatchObject({ state: "resolved", fingerprint: fired.fingerprint, endsAt: new Date(0) });
    }
  });
});

describe("github.parse of the rest", () => {
  test.each(["ping", "issues", "pull_request", "check_run", "event_of_tomorrow"])("%s is taken without a signal", (kind) => {
    expect(readBy(github, { zen: "Keep it logically awesome.", hook_id: 1, issue: { body: "x".repeat(200_000) } }, kind)).toMatchObject({ signals: [], findings: [] });
  });

  test("refuses a known event of another shape, and a body without its header", () => {
    expect(refusalBy(github, { action: "completed", workflow_run: {}, repository }, "workflow_run").code).toBe("unprocessable");
    expect(refusalBy(github, [], "push").code).toBe("unprocessable");
    expect(refusalBy(github, {}, null).message).toContain("X-GitHub-Event");
    expect(refusalBy(github, "payload=%7B%7D", "ping").code).toBe("bad_request");
  });
});

describe("github.authenticate", () => {
  const sign = (secret: string, body: Uint8Array) => `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;

  test("agrees with the vendor's own example", () => {
    const headers = { "x-hub-signature-256": "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17" };
    expect(github.authenticate(headers, Buffer.from("Hello, World!"), ["another", "It's a Secret to Everybody"])).toBe(1);
    expect(github.authenticate(headers, Buffer.from("Hello, World!\n"), ["It's a Secret to Everybody"])).toBe(-1);
  });

  test("wants the SHA-256 signature with its prefix", () => {
    const body = bytesOf({});
    const signature = sign("the-webhook-secret", body);
    expect(github.authenticate({ "x-hub-signature-256": signature.slice(7) }, body, ["the-webhook-secret"])).toBe(-1);
    expect(github.authenticate({ "x-hub-signature": signature }, body, ["the-webhook-secret"])).toBe(-1);
    expect(github.authenticate({ "x-hub-signature-256": `${signature}, ${signature}` }, body, ["the-webhook-secret"])).toBe(-1);
    expect(github.authenticate({ "x-hub-signature-256": signature.toUpperCase() }, body, ["the-webhook-secret"])).toBe(-1);
  });

  test("takes the delivery's id and its event from the headers", () => {
    expect(github.deliveryId({ "x-github-delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958" })).toBe("72d3162e-cc78-11e3-81ab-4c9367dc0958");
    expect(github.deliveryId({ "x-github-delivery": "x".repeat(201) })).toBeNull();
    expect(github.kind({ "x-github-event": "workflow_run" })).toBe("workflow_run");
  });
});
