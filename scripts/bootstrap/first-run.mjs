import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';
import { query } from './postgres.mjs';
import { runTask } from './task.mjs';

const migrations = path.join(root, 'server', 'platform', 'db', 'migrations');

/**
 * Whether the database has every migration of this version; false when it cannot tell.
 * @param {string} databaseUrl
 */
export async function isMigrated(databaseUrl) {
  const wanted = readdirSync(migrations).filter((name) => name.endsWith('.sql')).map((name) => createHash('sha256').update(readFileSync(path.join(migrations, name))).digest('hex'));
  /** @type {Set<unknown>} */
  const found = new Set();
  const look = query(databaseUrl, async (client) => {
    const { rows } = await client.query('SELECT hash FROM drizzle.__drizzle_migrations');
    for (const { hash } of rows) found.add(hash);
  });
  await look.catch(() => {});
  return wanted.every((hash) => found.has(hash));
}

/**
 * Brings the database to the state this version expects; changes nothing when it is there.
 * @param {import('./task.mjs').Context} context
 * @param {NodeJS.ProcessEnv} env
 */
export async function migrate(context, env) {
  await runTask(context, { name: 'migrate', command: process.execPath, args: ['--enable-source-maps', 'dist/migrate.js'], env });
}

/**
 * A link with which the first person signs in, '' when somebody can sign in already.
 * @param {import('./task.mjs').Context} context
 * @param {NodeJS.ProcessEnv} env
 */
export async function firstSignInLink(context, env) {
  const { stdout } = await runTask(context, { name: 'sign-in-link', command: process.execPath, args: ['dist/sign-in-link.js', '--first-run'], env, output: 'capture' });
  for (const line of stdout.split('\n').reverse()) {
    try {
      const { url } = JSON.parse(line);
      if (typeof url === 'string') return url;
      if (url === null) return '';
    } catch {
      // Other output of the program.
    }
  }
  return '';
}
