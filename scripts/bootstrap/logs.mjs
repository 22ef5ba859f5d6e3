import { closeSync, existsSync, fstatSync, openSync, readSync, renameSync, statSync } from 'node:fs';

const rotateAboveBytes = 20 * 1024 * 1024;
const levels = /** @type {Record<number, string>} */ ({ 10: 'trace', 20: 'debug', 30: 'info', 40: 'warn', 50: 'error', 60: 'fatal' });

/**
 * Moves a log that grew above 20 MB aside (one older generation is kept).
 * @param {string} file
 */
export function rotateLog(file) {
  if (existsSync(file) && statSync(file).size > rotateAboveBytes) renameSync(file, `${file}.1`);
}

/**
 * The last lines of a log, JSON log lines shortened to level and message. An unreadable or absent file gives ''.
 * @param {string} file
 * @param {{lines?: number, fromByte?: number}} [options]
 */
export function tailOf(file, { lines = 12, fromByte = 0 } = {}) {
  /** @type {number | undefined} */
  let fd;
  try {
    fd = openSync(file, 'r');
    const { size } = fstatSync(fd);
    const start = Math.max(fromByte, size - 16_384, 0);
    const buffer = Buffer.alloc(Math.max(0, size - start));
    readSync(fd, buffer, 0, buffer.length, start);
    return buffer.toString('utf8').trim().split('\n').slice(-lines).map(shorten).join('\n');
  } catch {
    return '';
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** Size of a log now, so that a later tail shows only what came after. @param {string} file */
export function sizeOf(file) {
  return existsSync(file) ? statSync(file).size : 0;
}

/** @param {string} line */
function shorten(line) {
  if (!line.startsWith('{')) return line.slice(0, 400);
  try {
    const entry = JSON.parse(line);
    const cause = entry.err?.message ?? entry.error?.message ?? '';
    return `${levels[entry.level] ?? 'log'}: ${entry.msg ?? ''}${cause && cause !== entry.msg ? ` (${cause})` : ''}`.slice(0, 400);
  } catch {
    return line.slice(0, 400);
  }
}
