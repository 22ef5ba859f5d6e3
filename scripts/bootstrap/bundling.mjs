import { root } from './paths.mjs';

/**
 * How a program of ours is bundled, in production and on the bench. Outside stays what a process may never need: the client of
 * Kubernetes, larger than all the rest, which is loaded where a cluster is spoken to.
 * @type {import('esbuild').BuildOptions & {logLevel: 'warning'}}
 */
export const bundling = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  external: ['@kubernetes/client-node', 'pg-native'],
  // Some packages are CommonJS and ask for Node's own modules by `require`.
  banner: { js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);" },
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
};
