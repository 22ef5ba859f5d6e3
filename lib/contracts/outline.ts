/** Incidents on one page of an outline. Here without a schema, so that a browser that goes through pages downloads none. */
export const outlinePageSize = 100;
