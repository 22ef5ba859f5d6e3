const maxLength = 200;

/** A delivery id from a header as it stands, or null when there is none that an index could hold. */
export function deliveryIdOf(header: string | undefined): string | null {
  const id = header?.trim() ?? "";
  return id === "" || id.length > maxLength ? null : id;
}

/** The vendor's word for what a body is about, lower-case, from a header; null when there is none or it is no such word. */
export function kindOf(header: string | undefined): string | null {
  const kind = header?.trim().toLowerCase() ?? "";
  return /^[a-z][a-z0-9_.]{0,63}$/.test(kind) ? kind : null;
}
