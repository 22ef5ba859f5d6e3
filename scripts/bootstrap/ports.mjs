import net from 'node:net';
import { BootstrapError } from './errors.mjs';

/**
 * A TCP port on 127.0.0.1 that is free now.
 * @returns {Promise<number>}
 */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/**
 * Makes sure that every port we are about to promise is ours to take.
 * @param {Array<{name: string, variable: string, port: number, host: string}>} wanted
 * @throws {BootstrapError} naming the first port that is not, and the remedy
 */
export async function assertPortsFree(wanted) {
  for (const [index, { name, variable, port, host }] of wanted.entries()) {
    const twin = wanted.slice(0, index).find((other) => other.port === port);
    if (twin) throw new BootstrapError(`${variable} and ${twin.variable} are both ${port}.`, 'Give them different ports.');
    const code = await firstProblem(port, host);
    if (code === 'EADDRINUSE') {
      throw new BootstrapError(
        `Port ${port}, which the ${name} needs, is taken by another program.`,
        `Stop that program, or choose another port: ${variable}=${port + 100} npm start`,
      );
    }
    if (code) {
      throw new BootstrapError(`The ${name} cannot listen on ${host}:${port} (${code}).`, `Choose another ${variable} or AWOOOI_HOST.`);
    }
  }
}

/** @param {number} port @param {string} host @returns {Promise<string>} */
async function firstProblem(port, host) {
  // "localhost" is two addresses; a stranger on either of them would get our visitors.
  if (host !== 'localhost') return tryListen(port, host);
  const ipv6 = await tryListen(port, '::1');
  const missing = ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'].includes(ipv6);
  return (missing ? '' : ipv6) || tryListen(port, '127.0.0.1');
}

/** @param {number} port @param {string} host @returns {Promise<string>} the error code, '' when it went well */
function tryListen(port, host) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', (error) => resolve(/** @type {NodeJS.ErrnoException} */ (error).code ?? 'unknown'));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve('')));
  });
}
