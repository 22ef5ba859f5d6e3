import { z } from "zod";

/** Ids are numbers in old bodies and texts in new ones. */
const id = z.union([z.string().min(1), z.number()]);

/*
 * Only what a signal cannot do without is demanded; other fields are read where they have the kind we expect, since refusing the
 * body loses it.
 */

/** What every webhook of the integration platform has. */
export const envelope = z.looseObject({ action: z.string(), data: z.looseObject({}) });

/** `data` of an `issue` webhook. */
export const issueData = z.looseObject({ issue: z.looseObject({ id }) });

/** `data` of an `event_alert` webhook. */
export const eventAlertData = z.looseObject({ event: z.looseObject({ issue_id: id }) });

/** `data` of a `metric_alert` webhook. */
export const metricAlertData = z.looseObject({ metric_alert: z.looseObject({ id }) });
