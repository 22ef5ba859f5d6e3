/**
 * Bundles the processes that are not Next.js, and the command-line entries, from TypeScript into `dist/`. Packages stay
 * outside; source maps lie beside. Entries that do not exist are skipped.
 */
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { root } from './bootstrap/paths.mjs';

const entries = {
  worker: 'server/worker/main.ts',
  ingress: 'server/ingress/main.ts',
  range: 'server/range/main.ts',
  scenario: 'server/range/scenario.ts',
  migrate: 'server/cli/migrate.ts',
};

/** Run by hand beside `npm start`, and needs its stores: takes its environment first. */
const handEntries = { 'sign-in-link': 'server/cli/sign-in-link.ts' };

/** @type {import('esbuild').BuildOptions} */
const options = {
  absWorkingDir: root,
  outdir: path.join(root, 'dist'),
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  sourcemap: true,
  logLevel: 'warning',
};

/** @param {Record<string, string>} all */
function present(all) {
  return Object.fromEntries(Object.entries(all).filter(([, file]) => existsSync(path.join(root, file))));
}

mkdirSync(path.join(root, 'dist'), { recursive: true });
await Promise.all([
  build({ ...options, entryPoints: present(entries) }),
  build({ ...options, entryPoints: present(handEntries), inject: ['scripts/bootstrap/running.mjs'] }),
]);
