import { aptInstall, onPath } from '../bootstrap/apt.mjs';

/** Debian's packages, which are named like the programs in them. */
const programs = ['prometheus', 'prometheus-alertmanager'];

/**
 * Installs the genuine Prometheus and Alertmanager where that is possible; one test sends real webhooks with them, and
 * fails without. None of their services is started.
 * @param {import('../bootstrap/task.mjs').Context} context
 */
export async function installMonitoring(context) {
  const missing = () => programs.filter((program) => !onPath(program));
  if (missing().length === 0) return;
  await context.progress.step(`installing ${missing().join(' and ')}`, () => aptInstall(context, missing()));
  if (missing().length > 0) context.progress.line(`⚠ the Alertmanager test will fail; to run it: sudo apt-get install ${missing().join(' ')}`);
}
