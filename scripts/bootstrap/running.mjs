/**
 * Part of the command-line entries that need the stores (`npm run sign-in-link`): whatever their environment does not say they
 * take from what the running `npm start` of this checkout published. Runs on import, before the entry itself.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const dataDir = path.resolve(process.env.AWOOOI_DATA_DIR || '.awoooi');
const file = path.join(dataDir, 'run', 'environment.json');
if (existsSync(file)) {
  /** @type {Record<string, string>} */
  const published = JSON.parse(readFileSync(file, 'utf8'));
  for (const [name, value] of Object.entries(published)) process.env[name] ??= value;
} else if (!process.env.DATABASE_URL) {
  process.stderr.write(`AWOOOI is not running here (nothing in ${dataDir}). Run "npm start" in another terminal first, or give this command the environment of the web process.\n`);
  process.exit(1);
}
