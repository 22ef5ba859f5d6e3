import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { aptInstall, aptUnpack, onPath } from './apt.mjs';
import { BootstrapError } from './errors.mjs';

/** @typedef {{command: string, libraryPath: string}} RedisBinary */

/** What the server program of Debian's Redis needs; the C library and OpenSSL are part of any system with Node.js. */
const debianPackages = ['redis-tools', 'libjemalloc2', 'liblzf1', 'libatomic1'];

/**
 * A Redis 7 (or Valkey) server program: one that is there, else one from Debian's packages. We never install the package
 * `redis-server`, which brings a system service: the same program is in `redis-tools`, under another name.
 * @param {import('./task.mjs').Context} context
 * @param {string} directory where links and unpacked packages go
 * @returns {Promise<RedisBinary>}
 * @throws {BootstrapError} with the one thing to install
 */
export async function findOrInstallRedis(context, directory) {
  const link = path.join(directory, 'redis-server');
  const found = firstUsable(directory, link);
  if (found) return found;
  return context.progress.step('installing Redis', async () => {
    mkdirSync(directory, { recursive: true });
    if (await aptInstall(context, ['redis-tools'])) pointTo(link, onPath('redis-check-rdb'));
    const installed = firstUsable(directory, link);
    if (installed) return installed;
    if (await aptUnpack(context, debianPackages, directory)) pointTo(link, path.join(directory, 'usr', 'bin', 'redis-check-rdb'));
    const unpacked = firstUsable(directory, link);
    if (unpacked) return unpacked;
    throw new BootstrapError('No Redis 7 was found, and it could not be installed.', 'Run "sudo apt-get install redis-tools" (or install redis-server or valkey-server), or set REDIS_URL.');
  });
}

/** @param {string} directory @param {string} link @returns {RedisBinary | undefined} */
function firstUsable(directory, link) {
  const libraryPath = librariesBelow(path.join(directory, 'usr', 'lib'));
  const candidates = [
    { command: onPath('redis-server'), libraryPath: '' },
    { command: onPath('valkey-server'), libraryPath: '' },
    { command: link, libraryPath },
  ];
  return candidates.find((candidate) => candidate.command !== '' && existsSync(candidate.command) && isRecent(candidate));
}

/** @param {RedisBinary} binary */
function isRecent({ command, libraryPath }) {
  const env = { ...process.env, ...(libraryPath ? { LD_LIBRARY_PATH: libraryPath } : {}) };
  const { status, stdout } = spawnSync(command, ['--version'], { encoding: 'utf8', env });
  return status === 0 && Number(/v=(\d+)/.exec(stdout)?.[1] ?? 0) >= 7;
}

/** The program tells from the name it is called by what it is. @param {string} link @param {string} program */
function pointTo(link, program) {
  rmSync(link, { force: true });
  if (program) symlinkSync(program, link);
}

/** @param {string} folder */
function librariesBelow(folder) {
  if (!existsSync(folder)) return '';
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.includes('linux'))
    .map((entry) => path.join(folder, entry.name))
    .join(':');
}
