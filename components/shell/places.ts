/** Where one can go in the workspace, in the order of the bar; a test holds them to the pages that exist. `letter` follows g. */
export const places = [
  { href: "/", key: "dashboard", letter: "d" },
  { href: "/incidents", key: "incidents", letter: "i" },
  { href: "/policies", key: "policies", letter: "p" },
  { href: "/audit", key: "audit", letter: "a" },
  { href: "/settings", key: "settings", letter: "s" },
] as const;
export type Place = (typeof places)[number];

/** Whether a path lies in a place. */
export function isIn(place: Place, pathname: string): boolean {
  return place.href === "/" ? pathname === "/" : pathname === place.href || pathname.startsWith(`${place.href}/`);
}
