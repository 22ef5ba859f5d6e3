/** How many times as large the counts of a proof are as in `npm test`; `npm run chaos` sets it. Time limits grow with it. */
export const chaosScale = Number(process.env.CHAOS_SCALE ?? 1);
