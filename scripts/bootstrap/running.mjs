/**
 * Part of the command-line entries that need the stores (`npm run sign-in-link`): when the environment does not say which
 * database to use, they take the environment that the running `npm start` of this checkout published. Runs on import,
 * before the entry itself.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

if (!process.env.DATABASE_URL) {
  const dataDir = path.resolve(process.env.AWOOOI_DATA_DIR || '.awoooi');
  const file = path.join(dataDir, 'run', 'environment.json');
  if (!existsSync(file)) {
    process.stderr.write(`AWOOOI is not running here (nothing in ${dataDir}). Run "npm start" in another terminal first, or set DATABASE_URL and REDIS_URL.\n`);
    process.exit(1);
  }
  /** @type {Record<string, string>} */
  const published = JSON.parse(readFileSync(file, 'utf8'));
  for (const [name, value] of Object.entries(published)) process.env[name] ??= value;
}
