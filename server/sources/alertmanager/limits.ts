/** Bytes of one body: 20,000 alerts of about 400 bytes each, or some 8,000 of the usual 1 KB. */
export const maxBodyBytes = 8 * 1024 * 1024;

/** Alerts of one body; a storm above this is cut by the sender's `max_alerts`, not by us. */
export const maxAlerts = 20_000;

/** Nesting of a body; a genuine one has 4 levels. */
export const maxDepth = 32;

/** UTF-8 bytes of one string; PostgreSQL, logs and the browser all have to carry it. */
export const maxStringBytes = 64 * 1024;

/** Keys of one object; a genuine alert has some tens of labels. */
export const maxKeys = 10_000;

/** Objects and arrays of one body: an alert has three of them; an empty object costs the parser 20 times its length in memory. */
export const maxContainers = 4 * maxAlerts;
