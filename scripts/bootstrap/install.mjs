import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BootstrapError } from './errors.mjs';
import { root } from './paths.mjs';
import { runTask } from './task.mjs';

const modules = path.join(root, 'node_modules');
const lockFile = path.join(root, 'package-lock.json');
const stampFile = path.join(modules, '.awoooi-lock');
const common = ['--include=dev', '--include=optional', '--no-audit', '--no-fund'];

/**
 * Makes node_modules match package-lock.json; costs nothing when it does. Development packages are always included,
 * because the build needs them, whatever NODE_ENV says.
 * @param {import('./task.mjs').Context} context
 * @throws {BootstrapError} with the end of npm's output
 */
export async function installPackages(context) {
  if (isInstalled()) return;
  await context.progress.step('installing packages (about half a minute)', async () => {
    try {
      await npm(context, ['ci', ...common]);
    } catch (error) {
      if (!(error instanceof BootstrapError)) throw error;
      context.progress.line('npm ci refused; trying npm install with the same versions');
      await npm(context, ['install', '--no-save', ...common]);
    }
    writeFileSync(stampFile, lockHash());
  });
}

function isInstalled() {
  if (!everyPackageIsThere()) return false;
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === lockHash()) return true;
  // npm writes its own note last: when it is newer than the lock file, somebody ran npm by hand and it went well.
  const note = path.join(modules, '.package-lock.json');
  const byHand = existsSync(note) && statSync(note).mtimeMs > statSync(lockFile).mtimeMs && (!existsSync(stampFile) || statSync(note).mtimeMs > statSync(stampFile).mtimeMs);
  if (byHand) writeFileSync(stampFile, lockHash());
  return byHand;
}

function everyPackageIsThere() {
  const { dependencies = {}, devDependencies = {} } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  return Object.keys({ ...dependencies, ...devDependencies }).every((name) => existsSync(path.join(modules, name, 'package.json')));
}

function lockHash() {
  return createHash('sha256').update(readFileSync(lockFile)).digest('hex');
}

/**
 * How to run npm: the very one that runs us, else the one on PATH.
 * @param {string[]} args
 * @returns {{command: string, args: string[]}}
 */
export function npmCommand(args) {
  const cli = process.env.npm_execpath;
  return cli?.endsWith('.js') ? { command: process.execPath, args: [cli, ...args] } : { command: 'npm', args };
}

/** @param {import('./task.mjs').Context} context @param {string[]} args */
function npm(context, args) {
  return runTask(context, { name: 'install', ...npmCommand(args) });
}
