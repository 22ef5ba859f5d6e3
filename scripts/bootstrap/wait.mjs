import net from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { StopRequested } from './errors.mjs';

/**
 * Asks again and again until the answer is not undefined, or the time is over (then undefined).
 * @template T
 * @param {() => Promise<T | undefined> | T | undefined} probe
 * @param {{timeoutMs: number, everyMs?: number, signal?: AbortSignal}} options
 * @returns {Promise<T | undefined>}
 * @throws {StopRequested} when the signal aborts
 */
export async function waitFor(probe, { timeoutMs, everyMs = 100, signal }) {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    if (signal?.aborted) throw new StopRequested();
    const answer = await probe();
    if (answer !== undefined) return answer;
    if (Date.now() >= deadline) return undefined;
    await delay(everyMs);
  }
}

/**
 * One GET. `status` 0 means nobody answered.
 * @param {string} url
 * @returns {Promise<{status: number, body: string}>}
 */
export async function httpGet(url) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(3_000), redirect: 'manual' });
    return { status: response.status, body: await response.text() };
  } catch {
    return { status: 0, body: '' };
  }
}

/**
 * Opens a TCP connection, sends `request` when given, and resolves with the first bytes of the answer ('' when nothing
 * was asked). Rejects when there is no connection or no answer.
 * @param {{host: string, port: number, request?: string, timeoutMs?: number, enough?: (text: string) => boolean}} options
 * @returns {Promise<string>}
 */
export function tcpAsk({ host, port, request, timeoutMs = 2_000, enough = () => true }) {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = net.connect({ host, port });
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error('no answer in time')));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('connection closed')));
    socket.once('connect', () => {
      if (request === undefined) {
        resolve('');
        socket.destroy();
      } else socket.write(request);
    });
    socket.on('data', (chunk) => {
      text += chunk.toString('utf8');
      if (!enough(text)) return;
      resolve(text);
      socket.destroy();
    });
  });
}
