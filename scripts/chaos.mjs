/**
 * `npm run chaos`: the proofs that kill, freeze, flush, forge and tamper, several times over and at a larger scale than
 * `npm test`. CHAOS_ROUNDS says how often (default 3; the bodies of the doors and property tests take another seed each time),
 * CHAOS_SCALE how much larger the counts of those that have counts are (default 10), CHAOS_MINUTES how long it may take (default
 * 120). It stops at the first round that fails or does not end in time.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './bootstrap/paths.mjs';

const rounds = positive('CHAOS_ROUNDS', 3);
const scale = positive('CHAOS_SCALE', 10);
const deadline = Date.now() + positive('CHAOS_MINUTES', 120) * 60_000;
const rooms = ['server', 'tests/api', 'tests/integration'];

/** Proofs about what dies or disappears; beside them every test that has counts to scale. */
const named = /(kill|zombie|delivery|safety|walks|outage|graceful|flush|restart|overload|fuzz|drift)[^/]*\.test\.ts$/;

const proofs = rooms
  .flatMap((room) => readdirSync(path.join(root, room), { recursive: true, encoding: 'utf8' }).map((name) => path.join(room, name)))
  .filter((file) => file.endsWith('.test.ts') && (named.test(file) || readFileSync(path.join(root, file), 'utf8').includes('chaosScale')));

for (let round = 1; round <= rounds; round += 1) {
  const left = Math.max(1, deadline - Date.now());
  process.stdout.write(`chaos: round ${round} of ${rounds}, scale ${scale}, ${proofs.length} files, ${Math.ceil(left / 60_000)} minutes left\n`);
  const env = { ...process.env, CHAOS_SCALE: String(scale), AWOOOI_FUZZ_SEED: process.env['AWOOOI_FUZZ_SEED'] ?? String((Date.now() % 1_000_000) + round) };
  const { status } = spawnSync(process.execPath, ['scripts/test.mjs', ...proofs], { cwd: root, stdio: 'inherit', env, timeout: left, killSignal: 'SIGTERM' });
  if (status === 0) continue;
  process.stdout.write(`chaos: round ${round} ${Date.now() >= deadline ? 'did not end in time' : 'failed'}\n`);
  process.exit(1);
}

/** @param {string} name @param {number} fallback */
function positive(name, fallback) {
  const number = Number(process.env[name] ?? fallback);
  if (Number.isInteger(number) && number >= 1) return number;
  process.stderr.write(`${name} must be a whole number of at least 1.\n`);
  return process.exit(1);
}
