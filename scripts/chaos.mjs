/**
 * `npm run chaos`: the proofs that kill, freeze, flush, forge and tamper, several times over and at a larger scale than
 * `npm test`. CHAOS_ROUNDS says how often (default 3; property tests take another seed each time), CHAOS_SCALE how much larger the
 * counts of those that have counts are (default 10). It stops at the first round that fails.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './bootstrap/paths.mjs';

const rounds = positive('CHAOS_ROUNDS', 3);
const scale = positive('CHAOS_SCALE', 10);
const rooms = ['server', 'tests/api', 'tests/integration'];

/** Proofs about what dies or disappears; beside them every test that has counts to scale. */
const named = /(kill|zombie|delivery|safety|walks|outage|graceful|flush|restart|overload|fuzz|drift)[^/]*\.test\.ts$/;

const proofs = rooms
  .flatMap((room) => readdirSync(path.join(root, room), { recursive: true, encoding: 'utf8' }).map((name) => path.join(room, name)))
  .filter((file) => file.endsWith('.test.ts') && (named.test(file) || readFileSync(path.join(root, file), 'utf8').includes('CHAOS_SCALE')));

for (let round = 1; round <= rounds; round += 1) {
  process.stdout.write(`chaos: round ${round} of ${rounds}, scale ${scale}, ${proofs.length} files\n`);
  const { status } = spawnSync(process.execPath, ['scripts/test.mjs', ...proofs], { cwd: root, stdio: 'inherit', env: { ...process.env, ...larger(round) } });
  if (status !== 0) process.exit(status ?? 1);
}

/**
 * What the scaled tests read; what is set by hand stays.
 * @param {number} round
 */
function larger(round) {
  const { AWOOOI_FUZZ_BODIES = String(20_000 * scale), AWOOOI_FUZZ_SEED = String(Date.now() % 1_000_000 + round) } = process.env;
  return { CHAOS_SCALE: String(scale), AWOOOI_FUZZ_BODIES, AWOOOI_FUZZ_SEED };
}

/** @param {string} name @param {number} fallback */
function positive(name, fallback) {
  const number = Number(process.env[name] ?? fallback);
  if (Number.isInteger(number) && number >= 1) return number;
  process.stderr.write(`${name} must be a whole number of at least 1.\n`);
  return process.exit(1);
}
