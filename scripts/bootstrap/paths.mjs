import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';

/** The checkout this file belongs to, absolute. */
export const root = path.resolve(import.meta.dirname, '..', '..');

/**
 * Absolute data directory: AWOOOI_DATA_DIR, read relative to the checkout, else `.awoooi` in it.
 * @param {NodeJS.ProcessEnv} env
 */
export function dataDirOf(env) {
  return path.resolve(root, env.AWOOOI_DATA_DIR || '.awoooi');
}

/**
 * Creates the data directory with the rooms the bootstrap uses. The directory itself can be crossed (0711), because
 * PostgreSQL runs as another user when we are root; what is in it is closed.
 * @param {string} dataDir
 */
export function prepareDataDir(dataDir) {
  if (!existsSync(dataDir)) {
    mkdirSync(dataDir, { recursive: true });
    chmodSync(dataDir, 0o711);
  }
  const logs = path.join(dataDir, 'logs');
  const run = path.join(dataDir, 'run');
  mkdirSync(logs, { recursive: true, mode: 0o700 });
  mkdirSync(run, { recursive: true, mode: 0o700 });
  return { logs, run };
}
