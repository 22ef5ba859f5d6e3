import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BootstrapError } from './errors.mjs';

/** The secrets every installation has; one that the environment gives is never written down. */
const names = [
  'AWOOOI_API_TOKEN',
  'ALERTMANAGER_WEBHOOK_TOKEN',
  'SENTRY_CLIENT_SECRET',
  'SIGNOZ_WEBHOOK_TOKEN',
  'GITHUB_WEBHOOK_SECRET',
  'KUBERNETES_WEBHOOK_TOKEN',
  'KALI_WEBHOOK_TOKEN',
  'BETTER_AUTH_SECRET',
  'AWOOOI_RANGE_TOKEN',
];

/** A random secret of 256 bits that fits in a URL. */
export function newSecret() {
  return randomBytes(32).toString('base64url');
}

/**
 * The secrets of this installation: from the environment, else from `secrets.json`, else made now and written there
 * with mode 0600.
 * @param {string} dataDir
 * @param {NodeJS.ProcessEnv} env
 * @returns {Record<string, string>}
 */
export function readOrMakeSecrets(dataDir, env) {
  const file = path.join(dataDir, 'secrets.json');
  const kept = readSecrets(file);
  const missing = names.filter((name) => !env[name] && !kept[name]);
  for (const name of missing) kept[name] = newSecret();
  if (missing.length > 0) writePrivately(file, `${JSON.stringify(kept, null, 2)}\n`);
  else if (existsSync(file)) chmodSync(file, 0o600);
  return Object.fromEntries(names.map((name) => [name, env[name] || kept[name] || '']));
}

/**
 * Replaces a file in one step, readable by its owner only from the first byte.
 * @param {string} file
 * @param {string} text
 */
export function writePrivately(file, text) {
  const draft = `${file}.${process.pid}.tmp`;
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, file);
}

/** @param {string} file @returns {Record<string, string>} */
function readSecrets(file) {
  if (!existsSync(file)) return {};
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new BootstrapError(`${file} is not valid JSON.`, 'Repair it, or move it away to have new secrets made (people sign in again, senders need the new token).');
  }
}
