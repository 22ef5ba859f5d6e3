import { existsSync, readFileSync } from 'node:fs';

/** @typedef {{name: string, passed: number, failed: number}} Result */

/**
 * The result of a run of vitest from its JSON report. A run that failed without a failed test counts as one failure.
 * @param {string} file
 * @param {number} exitCode
 * @returns {Result}
 */
export function vitestResult(file, exitCode) {
  const report = readReport(file);
  const passed = report?.numPassedTests ?? 0;
  // A file that cannot be loaded fails without naming a test.
  const brokenFiles = (report?.testResults ?? []).filter((/** @type {{status: string, assertionResults: unknown[]}} */ one) => one.status === 'failed' && one.assertionResults.length === 0).length;
  return settle('vitest', passed, (report?.numFailedTests ?? 0) + brokenFiles, exitCode);
}

/**
 * The result of a run of Playwright from its JSON report; a flaky test passed in the end.
 * @param {string} file
 * @param {number} exitCode
 * @returns {Result}
 */
export function playwrightResult(file, exitCode) {
  const stats = readReport(file)?.stats ?? {};
  return settle('playwright', (stats.expected ?? 0) + (stats.flaky ?? 0), stats.unexpected ?? 0, exitCode);
}

/** A step that is one pass or one failure. @param {string} name @param {number} exitCode @returns {Result} */
export function stepResult(name, exitCode) {
  return { name, passed: exitCode === 0 ? 1 : 0, failed: exitCode === 0 ? 0 : 1 };
}

/** @param {string} name @param {number} passed @param {number} failed @param {number} exitCode @returns {Result} */
function settle(name, passed, failed, exitCode) {
  return { name, passed, failed: failed === 0 && exitCode !== 0 ? 1 : failed };
}

/** @param {string} file */
function readReport(file) {
  try {
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  } catch {
    return undefined;
  }
}
