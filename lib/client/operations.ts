import type { tickStep } from "../contracts/action";
import type { claimSignInLink } from "../contracts/account";
import type { decideApproval, getApproval, undoApproval } from "../contracts/approval";
import type { pauseAutomation, resumeAutomation } from "../contracts/automation";
import type { dismissIncident, getIncident, getIncidentTimeline, listIncidents, resolveIncident } from "../contracts/incident";
import type { Operation } from "../contracts/operation";

/** The part of an operation a browser needs at run time; the schemas stay types, so that zod is not downloaded. */
export interface Route<O extends Operation> {
  readonly method: O["method"];
  readonly path: O["path"];
  /** Never set: carries the contract's types. */
  readonly contract?: O;
}

function route<O extends Operation>(method: O["method"], path: O["path"]): Route<O> {
  return { method, path };
}

/** Every operation the face calls; the compiler holds method and path against the contract. */
export const api = {
  listIncidents: route<typeof listIncidents>("GET", "/api/v1/incidents"),
  getIncident: route<typeof getIncident>("GET", "/api/v1/incidents/{id}"),
  getIncidentTimeline: route<typeof getIncidentTimeline>("GET", "/api/v1/incidents/{id}/timeline"),
  resolveIncident: route<typeof resolveIncident>("POST", "/api/v1/incidents/{id}/resolve"),
  dismissIncident: route<typeof dismissIncident>("POST", "/api/v1/incidents/{id}/dismiss"),
  getApproval: route<typeof getApproval>("GET", "/api/v1/approvals/{id}"),
  decideApproval: route<typeof decideApproval>("POST", "/api/v1/approvals/{id}/decision"),
  undoApproval: route<typeof undoApproval>("POST", "/api/v1/approvals/{id}/undo"),
  tickStep: route<typeof tickStep>("POST", "/api/v1/actions/{id}/steps/{n}/tick"),
  pauseAutomation: route<typeof pauseAutomation>("POST", "/api/v1/automation/pause"),
  resumeAutomation: route<typeof resumeAutomation>("POST", "/api/v1/automation/resume"),
  claimSignInLink: route<typeof claimSignInLink>("POST", "/api/v1/sign-in-links/claim"),
} as const;
