import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { endOrphans, readRun } from '../bootstrap/lock.mjs';
import { isAlive } from '../bootstrap/processes.mjs';

const prefix = 'awoooi-npm-test-';
const hourMs = 3_600_000;

/** A new directory for throw-away stores, which their user may cross. */
export function makeScratch() {
  const directory = mkdtempSync(path.join(os.tmpdir(), prefix));
  chmodSync(directory, 0o711);
  return directory;
}

/**
 * Removes what test runs that were killed left behind, processes first.
 * @param {(text: string) => void} say
 */
export async function sweepScratch(say) {
  for (const name of readdirSync(os.tmpdir()).filter((one) => one.startsWith(prefix))) {
    const directory = path.join(os.tmpdir(), name);
    const run = readRun(path.join(directory, 'run', 'pids.json'));
    const abandoned = run ? !isAlive(run.pid, run.identity) : Date.now() - statSync(directory).mtimeMs > hourMs;
    if (!abandoned || statSync(directory).uid !== process.getuid?.()) continue;
    if (run) await endOrphans(run, say);
    rmSync(directory, { recursive: true, force: true });
  }
}
