import { spawnSync } from 'node:child_process';
import { chownSync, lstatSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { BootstrapError } from './errors.mjs';

/**
 * How to run a program of PostgreSQL so that it is not root, which it refuses.
 * @typedef {object} PostgresUser
 * @property {string[]} prefix words in front of the command
 * @property {number} [uid] to be given to spawn
 * @property {number} [gid]
 * @property {number} [owner] who must own the data, when we are root
 */

const nobody = 65_534;

/** Words that make another user of root who may still pass closed directories; the switch lets access(2) know. */
const passing = (/** @type {string} */ capabilities) => [
  'setpriv',
  '--securebits=+no_setuid_fixup',
  `--reuid=${nobody}`,
  `--regid=${nobody}`,
  '--clear-groups',
  `--inh-caps=${capabilities}`,
  `--ambient-caps=${capabilities}`,
  '--',
];

/** In the order of preference; all but the first are for a checkout that others may not enter, such as one below /root. */
const candidates = /** @type {PostgresUser[]} */ ([
  { prefix: [], uid: nobody, gid: nobody, owner: nobody },
  { prefix: ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--'], owner: 0 },
  { prefix: passing('+dac_override,+dac_read_search'), owner: nobody },
  { prefix: passing('+dac_override'), owner: nobody }, // what a container has without being privileged
]);

/**
 * Finds the first way in which PostgreSQL can read its program files and write its directory, and hands the directory
 * over to that user. Everybody but root simply runs it.
 * @param {{postgres: string, share: string}} binaries
 * @param {string} directory exists already
 * @returns {PostgresUser}
 * @throws {BootstrapError} when no way works here
 */
export function choosePostgresUser(binaries, directory) {
  if (process.getuid?.() !== 0) return { prefix: [] };
  const before = lstatSync(directory).uid;
  for (const user of candidates) {
    const owner = user.owner ?? 0;
    chownSync(directory, owner, owner);
    if (!works(user, binaries, directory)) continue;
    chownBelow(directory, owner);
    return user;
  }
  chownSync(directory, before, before);
  throw new BootstrapError(
    'PostgreSQL refuses to run as root, and this machine allows no other user for it here.',
    'Start AWOOOI as an ordinary user, move the checkout to a directory others may enter (for example /opt), or set DATABASE_URL.',
  );
}

/** @param {PostgresUser} user @param {{postgres: string, share: string}} binaries @param {string} directory */
function works(user, binaries, directory) {
  const script = '"$0" --describe-config && cat "$1/postgresql/postgres.bki" && touch "$2/.probe" && rm "$2/.probe" && test "$(id -u)" != 0';
  const [command = 'sh', ...args] = [...user.prefix, 'sh', '-c', script, binaries.postgres, binaries.share, directory];
  const { status } = spawnSync(command, args, { cwd: '/', stdio: 'ignore', timeout: 20_000, uid: user.uid, gid: user.gid });
  return status === 0;
}

/** @param {string} directory @param {number} owner */
function chownBelow(directory, owner) {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const file = path.join(directory, entry.name);
    const { uid } = lstatSync(file);
    if (uid !== owner && !entry.isSymbolicLink()) chownSync(file, owner, owner);
    if (entry.isDirectory()) chownBelow(file, owner);
  }
}
