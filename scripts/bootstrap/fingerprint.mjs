import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';

/** Everything that the built application is made of; what is not there is skipped. */
const inputs = [
  'app', 'components', 'lib', 'server', 'messages', 'public', 'i18n',
  'next.config.js', 'next.config.mjs', 'next.config.ts', 'postcss.config.js', 'postcss.config.mjs', 'proxy.ts',
  'instrumentation.ts', 'instrumentation-node.ts', 'instrumentation-client.ts', 'tsconfig.json', 'package-lock.json', 'scripts/bundle.mjs', 'scripts/bootstrap/bundling.mjs',
];

/** Changes that cannot change what is built. */
const ignored = /\.(test|stories)\.tsx?$|(^|\/)__fixtures__(\/|$)/;

/**
 * A hash over the contents of the application's sources and over what the build reads from the environment.
 * @param {{except?: string}} [options] one input to leave out
 * @returns {string}
 */
export function sourceFingerprint({ except } = {}) {
  const hash = createHash('sha256');
  for (const input of inputs) if (input !== except) add(hash, input);
  for (const [name, value] of Object.entries(process.env).sort()) if (name.startsWith('NEXT_PUBLIC_')) hash.update(`${name}=${value}\0`);
  return hash.digest('hex');
}

/** @param {import('node:crypto').Hash} hash @param {string} relative */
function add(hash, relative) {
  const file = path.join(root, relative);
  if (ignored.test(relative) || !existsSync(file)) return;
  if (statSync(file).isDirectory()) {
    for (const name of readdirSync(file).sort()) add(hash, `${relative}/${name}`);
    return;
  }
  const content = readFileSync(file);
  hash.update(`${relative}\0${content.length}\0`).update(content);
}
