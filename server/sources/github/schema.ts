import { z } from "zod";

const id = z.union([z.string().min(1), z.number()]);

/*
 * Only what a signal cannot do without is demanded, and only of the events that give one: GitHub does not retry, so a refused body is
 * lost. Other fields are read where they have the kind we expect.
 */

/** Whatever GitHub sends. */
export const anyBody = z.looseObject({});

const repository = z.looseObject({ full_name: z.string().min(1) });

/** `workflow_run` events. */
export const workflowRunBody = z.looseObject({
  action: z.string(),
  workflow_run: z.looseObject({ id, workflow_id: id, head_branch: z.string().nullish(), conclusion: z.string().nullish() }),
  repository,
});

/** `deployment` events. */
export const deploymentBody = z.looseObject({ deployment: z.looseObject({ id }), repository });

/** `deployment_status` events. */
export const deploymentStatusBody = z.looseObject({ deployment: z.looseObject({ id }), deployment_status: z.looseObject({ state: z.string() }), repository });

/** `push` events. */
export const pushBody = z.looseObject({ ref: z.string(), after: z.string(), repository });

/** `code_scanning_alert`, `dependabot_alert` and `secret_scanning_alert` events. */
export const alertBody = z.looseObject({ action: z.string(), alert: z.looseObject({ number: id }), repository });
