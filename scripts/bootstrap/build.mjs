import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { sourceFingerprint } from './fingerprint.mjs';
import { root } from './paths.mjs';
import { runTask } from './task.mjs';

const bundleStamp = path.join(root, 'dist', '.fingerprint');
const webStamp = path.join(root, '.next', '.fingerprint');

/**
 * Bundles worker, ingress, range and command-line entries into `dist/`, unless the sources are what they were.
 * @param {import('./task.mjs').Context} context
 */
export async function bundleServers(context) {
  const fingerprint = sourceFingerprint();
  if (readStamp(bundleStamp) === fingerprint) return;
  await context.progress.step('bundling the server processes', async () => {
    rmSync(bundleStamp, { force: true });
    await runTask(context, { name: 'bundle', command: process.execPath, args: ['scripts/bundle.mjs'] });
    writeFileSync(bundleStamp, fingerprint);
  });
}

/**
 * Builds the web app into `.next/`, unless the sources are what they were. A build that was interrupted, or overtaken
 * by an edit, leaves no stamp and is done again.
 * @param {import('./task.mjs').Context} context
 */
export async function buildWeb(context) {
  if (readStamp(webStamp) === sourceFingerprint() && existsSync(path.join(root, '.next', 'BUILD_ID'))) return;
  await context.progress.step('building the web app', async () => {
    rmSync(webStamp, { force: true });
    const written = sourceFingerprint({ except: 'tsconfig.json' }); // which the build may complete by itself
    const env = { ...process.env, NODE_ENV: /** @type {const} */ ('production'), NEXT_TELEMETRY_DISABLED: '1' };
    await runTask(context, { name: 'build', command: process.execPath, args: ['node_modules/next/dist/bin/next', 'build'], env });
    if (written === sourceFingerprint({ except: 'tsconfig.json' })) writeFileSync(webStamp, sourceFingerprint());
  });
}

/** @param {string} file */
function readStamp(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
