/** A list as it is drawn, and how many newcomers wait outside. */
export interface HeldOrder {
  readonly shown: readonly string[];
  readonly waiting: number;
}

/**
 * Keeps a list still under a pointer or a focus: while `held`, the rows on screen keep their places and newcomers wait.
 * A list with nothing on it is never held.
 */
export function holdOrder(shown: readonly string[], next: readonly string[], held: boolean): HeldOrder {
  const present = new Set(next);
  const kept = shown.filter((id) => present.has(id));
  if (!held || kept.length === 0) return { shown: next, waiting: 0 };
  return { shown: kept, waiting: next.length - kept.length };
}
