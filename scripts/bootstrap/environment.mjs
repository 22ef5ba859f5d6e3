import { rmSync } from 'node:fs';
import path from 'node:path';
import { readOrMakeSecrets, writePrivately } from './secrets.mjs';

/**
 * What this house adds to the environment of its processes.
 * @param {import('./settings.mjs').Settings} settings
 * @param {import('./stores.mjs').StoreUrls} stores
 * @param {NodeJS.ProcessEnv} env
 * @returns {Record<string, string>}
 */
export function houseEnvironment(settings, stores, env) {
  const { AWOOOI_RANGE_TOKEN: rangeToken = '', ...secrets } = readOrMakeSecrets(settings.dataDir, env);
  const range = {
    AWOOOI_RANGE_TOKEN: rangeToken,
    AWOOOI_RANGE_URL: `http://127.0.0.1:${settings.rangePort}`,
    AWOOOI_RANGE_WEBHOOK_URL: `http://${settings.reachHost}:${settings.ingressPort}/api/v1/webhooks/alertmanager`,
  };
  return {
    ...stores,
    PORT: String(settings.port),
    INGRESS_PORT: String(settings.ingressPort),
    RANGE_PORT: String(settings.rangePort),
    AWOOOI_HOST: settings.host,
    AWOOOI_DATA_DIR: settings.dataDir,
    AWOOOI_PUBLIC_URL: settings.publicUrl,
    ...secrets,
    ...(settings.range ? range : {}),
    NODE_ENV: settings.dev ? 'development' : 'production',
    NEXT_MANUAL_SIG_HANDLE: 'true',
    NEXT_TELEMETRY_DISABLED: '1',
  };
}

/**
 * The environment of a process of the house: ours on top of what we were given; without the range nothing of it is
 * passed on.
 * @param {Record<string, string>} house
 * @param {import('./settings.mjs').Settings} settings
 * @returns {NodeJS.ProcessEnv}
 */
export function processEnvironment(house, { range }) {
  const given = Object.entries(process.env).filter(([name]) => range || !name.startsWith('AWOOOI_RANGE_'));
  return /** @type {NodeJS.ProcessEnv} */ ({ ...Object.fromEntries(given), ...house });
}

/**
 * Leaves the environment where command-line entries of this checkout find it while we run.
 * @param {string} dataDir
 * @param {Record<string, string>} house
 */
export function publishEnvironment(dataDir, house) {
  writePrivately(fileOf(dataDir), JSON.stringify(house, null, 2));
}

/** @param {string} dataDir */
export function withdrawEnvironment(dataDir) {
  rmSync(fileOf(dataDir), { force: true });
}

/** @param {string} dataDir */
function fileOf(dataDir) {
  return path.join(dataDir, 'run', 'environment.json');
}
