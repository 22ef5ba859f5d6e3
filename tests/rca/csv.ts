/** Rows of a CSV text; a field may be quoted, with doubled quotes inside, on one line. */
export function parseCsv(text: string): string[][] {
  return text.split(/\r?\n/).filter((line) => line !== "").map((line) => [...`,${line}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((match) => match[1]?.replaceAll('""', '"') ?? match[2] ?? ""));
}
