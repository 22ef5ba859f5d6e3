/** Where somebody was on a page: how far down, and on what. */
export interface Place {
  readonly scrollY: number;
  /** Id of what had the focus, or null. */
  readonly id: string | null;
}

/** Notes the place in this entry of the browser's history, so that Back finds it, also after the page was loaded anew. */
export function keepPlace(place: Place): void {
  window.history.replaceState({ ...(window.history.state as object | null), awoooiPlace: place }, "");
}

/** The place that this entry of the history remembers; null where nobody was yet. */
export function keptPlace(): Place | null {
  const { awoooiPlace } = (window.history.state ?? {}) as { awoooiPlace?: Place };
  return awoooiPlace ?? null;
}

let left: { path: string; id: string } | null = null;

/** Notes which list somebody leaves for one of its entries. */
export function leaveListFor(id: string): void {
  left = { path: `${window.location.pathname}${window.location.search}`, id };
}

/** The address of the list that was left for this entry, while nobody has gone on from it; null otherwise. */
export function listLeftFor(id: string): string | null {
  return left?.id === id ? left.path : null;
}

/** Notes that the way back to the list is not one step any more. */
export function forgetListLeft(): void {
  left = null;
}
