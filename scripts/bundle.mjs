/**
 * Bundles the processes that are not Next.js, and the command-line entries, from TypeScript into `dist/`, with their packages:
 * a process that reads some files starts in half the time of one that looks for a thousand. Source maps lie beside. Entries
 * that do not exist are skipped.
 */
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { bundling } from './bootstrap/bundling.mjs';
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

/** @param {Record<string, string>} all */
function present(all) {
  return Object.fromEntries(Object.entries(all).filter(([, file]) => existsSync(path.join(root, file))));
}

const outdir = path.join(root, 'dist');
mkdirSync(outdir, { recursive: true });
await Promise.all([
  build({ ...bundling, outdir, splitting: true, entryPoints: present(entries) }),
  build({ ...bundling, outdir, entryPoints: present(handEntries), inject: ['scripts/bootstrap/running.mjs'] }),
]);
