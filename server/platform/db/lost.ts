/** SQLSTATE classes and codes of a server that goes away, is not there yet, or has no room: the same statement may work later. */
const lostStates = /^(08|53|57P0[1-5])/;
const lostCodes = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN"]);
const lostMessages = /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable/;

/** Whether an error says that PostgreSQL went away, and nothing about the statement. A statement that took too long is no such error. */
export function isDatabaseLost(error: unknown): boolean {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const code = "code" in at && typeof at.code === "string" ? at.code : "";
    if (lostCodes.has(code) || lostStates.test(code) || lostMessages.test(at.message)) return true;
  }
  return false;
}
