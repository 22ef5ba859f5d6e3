import { tickStep } from "./action";
import { changePersonRole, claimSignInLink, getMe, invitePerson, listPeople, removePerson } from "./account";
import { createApiToken, listApiTokens, revokeApiToken } from "./api-token";
import { decideApproval, extendApproval, getApproval, getPrecedent, listApprovals, revokeApproval, streamApprovals, undoApproval } from "./approval";
import { listAudit, verifyAudit } from "./audit";
import { getAutomation, pauseAutomation, resumeAutomation, setAutomationMode } from "./automation";
import { listDeadLetters, requeueDeadLetter } from "./dead-letter";
import { receiveAlertmanager, receiveGithub, receiveKali, receiveKubernetes, receiveSentry, receiveSignoz } from "./delivery";
import { listFindings } from "./finding";
import { getHealth, getMetrics, getReadiness } from "./health";
import { acknowledgeIncident, dismissIncident, getIncident, getIncidentTimeline, listIncidents, outlineIncidents, reclassifyIncident, reopenIncident, resolveIncident, streamIncidents } from "./incident";
import { changeMaintenanceWindow, createMaintenanceWindow, deleteMaintenanceWindow, getMaintenanceWindow, listMaintenanceWindows } from "./maintenance-window";
import type { Operation } from "./operation";
import { backtestPolicy, getPolicy, listPolicies, pinLedger, readLedger, savePolicy } from "./policy";
import { healRangeScenario, listRangeScenarios, startRangeScenario } from "./range";
import { getRetention } from "./retention";
import { listAlerts, listSignals } from "./signal";
import { listSources, showSourceSecret, testSource } from "./source";
import { getAutonomy, getAutonomyLedger, getBrief, getOverview } from "./stats";
import { getTopology } from "./topology";

/** Every operation of the API; OpenAPI is made from this list, and a test holds the routes against it. */
export const operations: readonly Operation[] = [
  receiveAlertmanager,
  receiveSentry,
  receiveSignoz,
  receiveGithub,
  receiveKubernetes,
  receiveKali,
  listFindings,
  listIncidents,
  outlineIncidents,
  getIncident,
  getIncidentTimeline,
  resolveIncident,
  dismissIncident,
  acknowledgeIncident,
  reopenIncident,
  reclassifyIncident,
  streamIncidents,
  listAlerts,
  listSignals,
  listApprovals,
  getApproval,
  getPrecedent,
  decideApproval,
  undoApproval,
  extendApproval,
  revokeApproval,
  streamApprovals,
  tickStep,
  listSources,
  showSourceSecret,
  testSource,
  getRetention,
  listDeadLetters,
  requeueDeadLetter,
  listMaintenanceWindows,
  getMaintenanceWindow,
  createMaintenanceWindow,
  changeMaintenanceWindow,
  deleteMaintenanceWindow,
  getAutonomy,
  getAutonomyLedger,
  getOverview,
  getBrief,
  getTopology,
  listRangeScenarios,
  startRangeScenario,
  healRangeScenario,
  getAutomation,
  pauseAutomation,
  resumeAutomation,
  setAutomationMode,
  listPolicies,
  getPolicy,
  savePolicy,
  backtestPolicy,
  readLedger,
  pinLedger,
  listAudit,
  verifyAudit,
  getMe,
  claimSignInLink,
  listPeople,
  invitePerson,
  changePersonRole,
  removePerson,
  listApiTokens,
  createApiToken,
  revokeApiToken,
  getHealth,
  getReadiness,
  getMetrics,
];
