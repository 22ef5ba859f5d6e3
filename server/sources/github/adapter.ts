import { Rejected } from "@/server/platform/errors";
import { deliveryIdOf, kindOf } from "@/server/platform/inbound/delivery-id";
import { parseJson } from "@/server/platform/inbound/json";
import { limitsOf } from "@/server/platform/inbound/limits";
import { shapeReader } from "@/server/platform/inbound/shape";
import { matchHmacSha256 } from "@/server/platform/inbound/shared-secret";
import { endingOfFinding, signalOfFinding } from "@/server/sources/critical-finding";
import type { ParsedDelivery, ParsedFinding, ParsedSignal, SourcePort } from "@/server/sources/port";
import { deploymentSignals, deploymentStatusSignals, pushSignals } from "./change";
import { codeScanningFinding, dependabotFinding, secretScanningFinding } from "./finding";
import { alertBody, anyBody, deploymentBody, deploymentStatusBody, pushBody, workflowRunBody } from "./schema";
import { workflowRunSignals } from "./workflow-run";

/*
 * Vendor doc: https://docs.github.com/en/webhooks/webhook-events-and-payloads
 * Auth: `X-Hub-Signature-256: sha256=` and the hex HMAC-SHA256 of the raw body; the old SHA-1 header is not looked at. Nothing signs
 * the headers or a time; `X-GitHub-Delivery` makes a redelivery known.
 * Limits: 5 MiB (GitHub itself stops at 25), and a text may fill it: descriptions and commit messages pass the usual 64 KiB, and of an
 * event that nobody reads it does not matter. Content type application/json; a form is refused with 415, since GitHub can send either.
 * What an event becomes:
 * - `workflow_run`: a failure on the default branch fires, the next success ends it.
 * - `deployment`, `deployment_status`, `push` to the default branch: changes, to be suspected when something breaks shortly after.
 * - `code_scanning_alert`, `dependabot_alert`, `secret_scanning_alert`: findings, the critical ones with a signal.
 * - `ping` and every other event: nothing, and no error, because GitHub does not retry.
 * Lost: people, and all of pull requests, checks and issues; they stay in the stored body. A found secret is never read.
 */

const limits = limitsOf({ maxBodyBytes: 5 * 1024 * 1024, maxStringBytes: 5 * 1024 * 1024 });

const readAny = shapeReader(anyBody, "a GitHub webhook body");
const readWorkflowRun = shapeReader(workflowRunBody, "a workflow_run event of GitHub");
const readDeployment = shapeReader(deploymentBody, "a deployment event of GitHub");
const readDeploymentStatus = shapeReader(deploymentStatusBody, "a deployment_status event of GitHub");
const readPush = shapeReader(pushBody, "a push event of GitHub");
const readAlert = shapeReader(alertBody, "a security alert of GitHub");

const delivery = (signals: readonly ParsedSignal[], findings: readonly ParsedFinding[] = []): ParsedDelivery => ({ signals, truncatedCount: 0, group: null, deliveryId: null, findings });
const found = (finding: ParsedFinding) => delivery(signalOfFinding(finding), [finding]);

/** GitHub's webhooks of a repository or organisation: proves the sender by the signature of the raw body. */
export const github: SourcePort = {
  name: "github",
  maxBodyBytes: limits.maxBodyBytes,
  mediaTypes: ["application/json"],
  signsBody: true,
  authenticate(headers, rawBody, secrets) {
    const signature = headers["x-hub-signature-256"];
    return signature?.startsWith("sha256=") === true ? matchHmacSha256(signature.slice("sha256=".length), rawBody, secrets) : -1;
  },
  deliveryId: (headers) => deliveryIdOf(headers["x-github-delivery"]),
  kind: (headers) => kindOf(headers["x-github-event"]),
  parse(rawBody, kind) {
    const body = readAny(parseJson(rawBody, limits));
    switch (kind) {
      case null:
        throw new Rejected("unprocessable", "The header X-GitHub-Event is missing; it says what the body is about.");
      case "workflow_run":
        return delivery(workflowRunSignals(readWorkflowRun(body)));
      case "deployment":
        return delivery(deploymentSignals(readDeployment(body)));
      case "deployment_status":
        return delivery(deploymentStatusSignals(readDeploymentStatus(body)));
      case "push":
        return delivery(pushSignals(readPush(body)));
      case "code_scanning_alert":
        return found(codeScanningFinding(readAlert(body)));
      case "dependabot_alert":
        return found(dependabotFinding(readAlert(body)));
      case "secret_scanning_alert":
        return found(secretScanningFinding(readAlert(body)));
      default:
        return delivery([]);
    }
  },
  endingOf: endingOfFinding,
};
