import { existsSync } from 'node:fs';
import path from 'node:path';
import { BootstrapError } from './errors.mjs';
import { dataDirOf, root } from './paths.mjs';

/**
 * @typedef {object} Settings
 * @property {boolean} range whether the practice range runs
 * @property {boolean} dev whether everything reloads on change instead of being built
 * @property {string} dataDir absolute
 * @property {string} host what web and ingress bind
 * @property {string} reachHost how this machine reaches what is bound there
 * @property {number} port
 * @property {number} ingressPort
 * @property {number} rangePort
 * @property {string} publicUrl without a slash at the end
 * @property {string} databaseUrl '' means: the embedded PostgreSQL
 * @property {string} redisUrl '' means: an own Redis
 */

/**
 * Reads flags and environment once; a `.env` in the checkout fills what the environment leaves open.
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Settings}
 * @throws {BootstrapError} naming every fault at once
 */
export function readSettings(args, env) {
  if (env === process.env && existsSync(path.join(root, '.env'))) process.loadEnvFile(path.join(root, '.env'));
  /** @type {string[]} */
  const faults = [];
  for (const arg of args) if (!['--no-range', '--dev'].includes(arg)) faults.push(`${arg} is not a flag of npm start (known: --no-range, --dev).`);
  const host = env.AWOOOI_HOST || 'localhost';
  const reachHost = ['0.0.0.0', '::', 'localhost'].includes(host) ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  const port = portFrom('PORT', 3000, env, faults);
  const settings = {
    range: !args.includes('--no-range'),
    dev: args.includes('--dev'),
    dataDir: dataDirOf(env),
    host,
    reachHost,
    port,
    ingressPort: portFrom('INGRESS_PORT', 3001, env, faults),
    rangePort: portFrom('RANGE_PORT', 3002, env, faults),
    publicUrl: (env.AWOOOI_PUBLIC_URL || `http://${reachHost}:${port}`).replace(/\/+$/, ''),
    databaseUrl: env.DATABASE_URL ?? '',
    redisUrl: env.REDIS_URL ?? '',
  };
  if (!/^https?:\/\/[^/]+/.test(settings.publicUrl)) faults.push('AWOOOI_PUBLIC_URL must begin with http:// or https://.');
  if (settings.databaseUrl && !/^postgres(ql)?:\/\//.test(settings.databaseUrl)) faults.push('DATABASE_URL must begin with postgres:// or postgresql://.');
  if (settings.redisUrl && !/^rediss?:\/\//.test(settings.redisUrl)) faults.push('REDIS_URL must begin with redis:// or rediss://.');
  for (const name of /** @type {const} */ (['DATABASE_URL', 'REDIS_URL'])) if (env[name] && !URL.canParse(env[name])) faults.push(`${name} is not a valid URL (special characters in a password are written like %40).`);
  if (faults.length > 0) throw new BootstrapError(faults.join('\n  '), 'Correct the environment or the flags and start again.');
  return settings;
}

/** @throws {BootstrapError} when this Node.js is too old for the dependencies */
export function assertNodeVersion() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new BootstrapError(`Node.js ${process.versions.node} is too old.`, 'Install Node.js 20.19 or newer.');
}

/** @param {string} name @param {number} fallback @param {NodeJS.ProcessEnv} env @param {string[]} faults */
function portFrom(name, fallback, env, faults) {
  const text = env[name];
  if (!text) return fallback;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) faults.push(`${name} must be a port number, not "${text}".`);
  return port;
}
