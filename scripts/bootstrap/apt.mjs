import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { runTask } from './task.mjs';

/**
 * Installs "$@" while the system's own switch says that packages may not start services; the switch is put back after,
 * also after a signal. One that somebody else set stays.
 */
const quietInstall = `
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ] || grep -q 'AWOOOI bootstrap' "$policy"; then
  trap 'rm -f "$policy"' EXIT
  trap 'exit 143' HUP INT TERM
  printf '#!/bin/sh\\n# AWOOOI bootstrap: no services while it installs a package\\nexit 101\\n' > "$policy"
  chmod 755 "$policy"
fi
apt-get -q -o DPkg::Lock::Timeout=120 install -y --no-install-recommends "$@"
`;

/** Words in front of a command to run it as root without being asked anything; undefined when that is not possible. */
export function rootPrefix() {
  if (process.getuid?.() === 0) return [];
  return spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0 ? ['sudo', '-n'] : undefined;
}

/** The path of a program, '' when PATH has none. @param {string} program */
export function onPath(program) {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/bin', '/usr/sbin'];
  return folders.map((folder) => path.join(folder, program)).find((file) => path.isAbsolute(file) && existsSync(file)) ?? '';
}

/** One package manager at a time. @type {Promise<unknown>} */
let queue = Promise.resolve();
let listsAreFresh = false;

/**
 * Installs Debian packages as root (or through a sudo that asks nothing). No service is started, and none of the new
 * ones is left enabled.
 * @param {import('./task.mjs').Context} context
 * @param {string[]} packages
 * @returns {Promise<boolean>} false when this machine gives no way to, or apt failed (its log says why)
 */
export function aptInstall(context, packages) {
  return enqueue(async () => {
    const prefix = rootPrefix();
    if (!prefix || !onPath('apt-get')) return false;
    if (!listsAreFresh) await asRoot(context, prefix, ['apt-get', '-q', '-o', 'DPkg::Lock::Timeout=120', 'update']);
    listsAreFresh = true;
    const before = services();
    const installed = await asRoot(context, prefix, ['env', 'DEBIAN_FRONTEND=noninteractive', 'sh', '-c', quietInstall, 'install', ...packages]);
    const added = services().filter((service) => !before.includes(service));
    if (added.length > 0 && existsSync('/run/systemd/system')) await asRoot(context, prefix, ['systemctl', 'disable', '--now', ...added]);
    return installed;
  });
}

/**
 * Fetches Debian packages without root and unpacks them below a directory.
 * @param {import('./task.mjs').Context} context
 * @param {string[]} packages
 * @param {string} directory
 * @returns {Promise<boolean>} whether it worked (it needs package lists that somebody fetched before)
 */
export function aptUnpack(context, packages, directory) {
  return enqueue(async () => {
    if (!onPath('apt-get') || !onPath('dpkg')) return false;
    const downloads = path.join(directory, 'packages');
    mkdirSync(downloads, { recursive: true });
    const script = 'cd "$0" && apt-get download "$@" && for file in *.deb; do dpkg -x "$file" ..; done';
    const { code } = await runTask(context, { name: 'apt', command: 'sh', args: ['-c', script, downloads, ...packages], tolerant: true });
    rmSync(downloads, { recursive: true, force: true });
    return code === 0;
  });
}

/** @param {import('./task.mjs').Context} context @param {string[]} prefix @param {string[]} words */
async function asRoot(context, prefix, words) {
  const [command = 'sh', ...args] = [...prefix, ...words];
  const { code } = await runTask(context, { name: 'apt', command, args, tolerant: true });
  return code === 0;
}

/** Names of the services the distribution's packages brought. */
function services() {
  const folders = ['/lib/systemd/system', '/usr/lib/systemd/system'].filter((folder) => existsSync(folder));
  return [...new Set(folders.flatMap((folder) => readdirSync(folder).filter((file) => file.endsWith('.service') && !file.includes('@'))))];
}

/** @template T @param {() => Promise<T>} work @returns {Promise<T>} */
function enqueue(work) {
  const result = queue.then(work);
  queue = result.catch(() => {});
  return result;
}
