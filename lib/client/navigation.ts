/** Loads a page of this site anew, so that nothing of who was signed in before stays in memory. */
export function loadAnew(path: string): void {
  window.location.assign(path);
}

/** Leaves for the sign-in page and comes back to this one afterwards. */
export function goToSignIn(): void {
  const here = `${window.location.pathname}${window.location.search}`;
  loadAnew(here === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(here)}`);
}
