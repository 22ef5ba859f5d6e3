/**
 * `npm run bench`: measures what is promised under `tests/bench`, one bench after the other, each against a bare baseline in
 * the same run. Over DATABASE_URL and REDIS_URL when both are set, else over stores of its own with production's durability.
 * Arguments choose benches by name. Prints a table, writes `bench.json`, and exits 1 when a bar is missed or a bench broke.
 */
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describeError } from './bootstrap/errors.mjs';
import { House } from './bootstrap/house.mjs';
import { installPackages } from './bootstrap/install.mjs';
import { Lock } from './bootstrap/lock.mjs';
import { prepareDataDir, root } from './bootstrap/paths.mjs';
import { Progress } from './bootstrap/progress.mjs';
import { assertNodeVersion } from './bootstrap/settings.mjs';
import { onStopRequest } from './bootstrap/signals.mjs';
import { bringUpStores, prepareRedis } from './bootstrap/stores.mjs';
import { runTask } from './bootstrap/task.mjs';
import { makeScratch } from './testing/scratch.mjs';

const folder = path.join(root, 'tests', 'bench');
const progress = new Progress();
process.stderr.on('error', () => {});

let failed = true;
try {
  assertNodeVersion();
  failed = await measureIn(makeScratch(), process.argv.slice(2));
} catch (error) {
  for (const line of describeError(error)) progress.print(line);
}
process.exit(failed ? 1 : 0);

/**
 * @param {string} scratch
 * @param {string[]} chosen parts of the names of benches; none means all
 * @returns {Promise<boolean>} whether anything broke or stayed below its bar
 */
async function measureIn(scratch, chosen) {
  const { run, logs } = prepareDataDir(scratch);
  const lock = await Lock.take(run, 'a bench run', (text) => progress.line(text));
  const house = new House({ progress, logs, lock });
  onStopRequest({
    stop: () => {
      progress.stopping = true;
      house.abort.abort();
    },
    hurry: () => house.hurry(),
  });
  const verdicts = path.join(scratch, 'verdicts.jsonl');
  /** @type {string[]} */
  const broken = [];
  try {
    const env = await prepare(house, scratch);
    const benches = readdirSync(folder).filter((name) => name.endsWith('.bench.ts') && (chosen.length === 0 || chosen.some((part) => name.includes(part))));
    for (const name of benches.sort()) {
      progress.line(`${name} …`);
      const task = { name, command: process.execPath, args: ['--import', 'tsx', path.join(folder, name)], env: { ...env, AWOOOI_BENCH_VERDICTS: verdicts } };
      const { code } = await runTask(house.context, { ...task, output: 'terminal', tolerant: true });
      if (code !== 0) broken.push(name);
    }
    const rows = existsSync(verdicts) ? readFileSync(verdicts, 'utf8').trim().split('\n').map((line) => JSON.parse(line)) : [];
    print(rows);
    for (const name of broken) progress.print(`  ${name} broke`);
    const machine = { node: process.version, cpus: os.cpus().length, model: os.cpus()[0]?.model ?? '', at: new Date().toISOString() };
    writeFileSync(path.join(root, 'bench.json'), `${JSON.stringify({ machine, broken, verdicts: rows.map((row) => row.verdict) }, null, 2)}\n`);
    return broken.length > 0 || rows.some((row) => row.verdict.outcome === 'below');
  } finally {
    await house.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * Packages and stores.
 * @param {House} house
 * @param {string} scratch
 * @returns {Promise<NodeJS.ProcessEnv>} the environment of the benches
 */
async function prepare(house, scratch) {
  const given = { databaseUrl: process.env.DATABASE_URL ?? '', redisUrl: process.env.REDIS_URL ?? '' };
  const settings = { dataDir: scratch, ...given };
  const [redisBinary] = await Promise.all([prepareRedis(house.context, settings), installPackages(house.context)]);
  return { ...process.env, ...(await bringUpStores(house, settings, redisBinary)) };
}

/** @param {{columns: string[]}[]} rows */
function print(rows) {
  const table = [['name', 'ours', 'baseline', 'ratio', 'bar', '', ''], ...rows.map((row) => row.columns)];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  progress.print('');
  for (const row of table) progress.print(`  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()}`);
  progress.print('');
}
