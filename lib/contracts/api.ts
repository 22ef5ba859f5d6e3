import { claimSignInLink, getMe } from "./account";
import { decideApproval, getApproval, listApprovals, streamApprovals, undoApproval } from "./approval";
import { pauseAutomation, resumeAutomation } from "./automation";
import { receiveAlertmanager } from "./delivery";
import { getHealth, getReadiness } from "./health";
import { dismissIncident, getIncident, getIncidentTimeline, listIncidents, resolveIncident } from "./incident";
import type { Operation } from "./operation";
import { getAutonomy, getOverview } from "./stats";

/** Every operation of the API; OpenAPI is made from this list, and a test holds the routes against it. */
export const operations: readonly Operation[] = [
  receiveAlertmanager,
  listIncidents,
  getIncident,
  getIncidentTimeline,
  resolveIncident,
  dismissIncident,
  listApprovals,
  getApproval,
  decideApproval,
  undoApproval,
  streamApprovals,
  getAutonomy,
  getOverview,
  pauseAutomation,
  resumeAutomation,
  getMe,
  claimSignInLink,
  getHealth,
  getReadiness,
];
