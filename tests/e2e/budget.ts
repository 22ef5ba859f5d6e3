/** Bytes that one cold visit may fetch, as they come over the wire (gzip where the server compresses). */
export interface Budget {
  readonly script: number;
  readonly stylesheet: number;
  readonly font: number;
}

const workspace: Budget = { script: 180_000, stylesheet: 20_000, font: 250_000 };

/**
 * The one table of what a page may weigh. React, Next, next-intl, react-query and zustand alone take about 150 kB of script, so what
 * is not needed to draw the page comes by `useLoaded` when it is asked for.
 */
export const budgets: Readonly<Record<string, Budget>> = {
  "/": workspace,
  // The list draws only the rows in sight, out of any number.
  "/incidents": { ...workspace, script: 195_000 },
  "/incidents/{id}": { ...workspace, script: 200_000 },
  "/sign-in": { ...workspace, script: 150_000 },
};
