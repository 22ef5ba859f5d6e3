import { runTask } from './task.mjs';

/**
 * Brings the database to the state this version expects; changes nothing when it is there.
 * @param {import('./task.mjs').Context} context
 * @param {NodeJS.ProcessEnv} env
 */
export async function migrate(context, env) {
  await runTask(context, { name: 'migrate', command: process.execPath, args: ['--enable-source-maps', 'dist/migrate.js'], env });
}

/**
 * A link with which the first person signs in, '' when somebody can sign in already.
 * @param {import('./task.mjs').Context} context
 * @param {NodeJS.ProcessEnv} env
 */
export async function firstSignInLink(context, env) {
  const { stdout } = await runTask(context, { name: 'sign-in-link', command: process.execPath, args: ['dist/sign-in-link.js', '--first-run'], env, output: 'capture' });
  for (const line of stdout.split('\n').reverse()) {
    try {
      const { url } = JSON.parse(line);
      if (typeof url === 'string') return url;
      if (url === null) return '';
    } catch {
      // Other output of the program.
    }
  }
  return '';
}
