import type { tickStep } from "../contracts/action";
import type { changePersonRole, claimSignInLink, getMe, invitePerson, listPeople, removePerson } from "../contracts/account";
import type { createApiToken, listApiTokens, revokeApiToken } from "../contracts/api-token";
import type { decideApproval, extendApproval, getApproval, getPrecedent, undoApproval } from "../contracts/approval";
import type { listAudit, verifyAudit } from "../contracts/audit";
import type { getAutomation, pauseAutomation, resumeAutomation, setAutomationMode } from "../contracts/automation";
import type { listDeadLetters, requeueDeadLetter } from "../contracts/dead-letter";
import type { acknowledgeIncident, dismissIncident, getIncident, getIncidentTimeline, listIncidents, outlineIncidents, reclassifyIncident, resolveIncident } from "../contracts/incident";
import type { changeMaintenanceWindow, createMaintenanceWindow, deleteMaintenanceWindow, listMaintenanceWindows } from "../contracts/maintenance-window";
import type { Operation } from "../contracts/operation";
import type { backtestPolicy, getPolicy, listPolicies, pinLedger, readLedger, savePolicy } from "../contracts/policy";
import type { getRetention } from "../contracts/retention";
import type { getAutonomyLedger } from "../contracts/stats";
import type { listSources, showSourceSecret, testSource } from "../contracts/source";

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
  outlineIncidents: route<typeof outlineIncidents>("GET", "/api/v1/incidents/outline"),
  acknowledgeIncident: route<typeof acknowledgeIncident>("POST", "/api/v1/incidents/{id}/acknowledge"),
  getIncident: route<typeof getIncident>("GET", "/api/v1/incidents/{id}"),
  getIncidentTimeline: route<typeof getIncidentTimeline>("GET", "/api/v1/incidents/{id}/timeline"),
  reclassifyIncident: route<typeof reclassifyIncident>("POST", "/api/v1/incidents/{id}/reclassify"),
  resolveIncident: route<typeof resolveIncident>("POST", "/api/v1/incidents/{id}/resolve"),
  dismissIncident: route<typeof dismissIncident>("POST", "/api/v1/incidents/{id}/dismiss"),
  getApproval: route<typeof getApproval>("GET", "/api/v1/approvals/{id}"),
  decideApproval: route<typeof decideApproval>("POST", "/api/v1/approvals/{id}/decision"),
  undoApproval: route<typeof undoApproval>("POST", "/api/v1/approvals/{id}/undo"),
  extendApproval: route<typeof extendApproval>("POST", "/api/v1/approvals/{id}/extend"),
  getPrecedent: route<typeof getPrecedent>("GET", "/api/v1/approvals/{id}/precedent"),
  getAutonomyLedger: route<typeof getAutonomyLedger>("GET", "/api/v1/stats/autonomy/ledger"),
  tickStep: route<typeof tickStep>("POST", "/api/v1/actions/{id}/steps/{n}/tick"),
  pauseAutomation: route<typeof pauseAutomation>("POST", "/api/v1/automation/pause"),
  resumeAutomation: route<typeof resumeAutomation>("POST", "/api/v1/automation/resume"),
  getAutomation: route<typeof getAutomation>("GET", "/api/v1/automation"),
  setAutomationMode: route<typeof setAutomationMode>("POST", "/api/v1/automation/mode"),
  listPolicies: route<typeof listPolicies>("GET", "/api/v1/policies"),
  getPolicy: route<typeof getPolicy>("GET", "/api/v1/policies/{id}"),
  savePolicy: route<typeof savePolicy>("PUT", "/api/v1/policies/{id}"),
  backtestPolicy: route<typeof backtestPolicy>("POST", "/api/v1/policies/{id}/backtest"),
  readLedger: route<typeof readLedger>("GET", "/api/v1/policies/ledger"),
  pinLedger: route<typeof pinLedger>("POST", "/api/v1/policies/ledger/pin"),
  listAudit: route<typeof listAudit>("GET", "/api/v1/audit"),
  verifyAudit: route<typeof verifyAudit>("GET", "/api/v1/audit/verify"),
  listSources: route<typeof listSources>("GET", "/api/v1/sources"),
  showSourceSecret: route<typeof showSourceSecret>("POST", "/api/v1/sources/{name}/secret"),
  testSource: route<typeof testSource>("POST", "/api/v1/sources/{name}/test"),
  getRetention: route<typeof getRetention>("GET", "/api/v1/retention"),
  listDeadLetters: route<typeof listDeadLetters>("GET", "/api/v1/dead-letters"),
  requeueDeadLetter: route<typeof requeueDeadLetter>("POST", "/api/v1/dead-letters/{id}/requeue"),
  listMaintenanceWindows: route<typeof listMaintenanceWindows>("GET", "/api/v1/maintenance-windows"),
  createMaintenanceWindow: route<typeof createMaintenanceWindow>("POST", "/api/v1/maintenance-windows"),
  changeMaintenanceWindow: route<typeof changeMaintenanceWindow>("PATCH", "/api/v1/maintenance-windows/{id}"),
  deleteMaintenanceWindow: route<typeof deleteMaintenanceWindow>("DELETE", "/api/v1/maintenance-windows/{id}"),
  listPeople: route<typeof listPeople>("GET", "/api/v1/people"),
  invitePerson: route<typeof invitePerson>("POST", "/api/v1/people/invitations"),
  changePersonRole: route<typeof changePersonRole>("PATCH", "/api/v1/people/{id}"),
  removePerson: route<typeof removePerson>("DELETE", "/api/v1/people/{id}"),
  listApiTokens: route<typeof listApiTokens>("GET", "/api/v1/tokens"),
  createApiToken: route<typeof createApiToken>("POST", "/api/v1/tokens"),
  revokeApiToken: route<typeof revokeApiToken>("DELETE", "/api/v1/tokens/{id}"),
  getMe: route<typeof getMe>("GET", "/api/v1/me"),
  claimSignInLink: route<typeof claimSignInLink>("POST", "/api/v1/sign-in-links/claim"),
} as const;
