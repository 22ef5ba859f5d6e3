import { oneLine, storable } from "./text";

/** UTF-16 units of one value; longer ones are text, not labels. */
const maxValueLength = 1_000;

/** Labels as the sender wrote them, storable; `__proto__` is no name. The same object when nothing has to change, as nearly always. */
export function storableLabels(given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  if (isStorable(given)) return given;
  return Object.fromEntries(Object.entries(given).flatMap(([name, value]) => (name === "__proto__" ? [] : [[storable(name), storable(value)]])));
}

function isStorable(given: Readonly<Record<string, string>>): boolean {
  for (const name in given) if (name === "__proto__" || storable(name) !== name || storable(given[name] ?? "") !== given[name]) return false;
  return true;
}

/** Labels under names of ours: texts, numbers and booleans on one line each; what is absent, empty or of another kind is left out. */
export function labelsOf(given: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => {
      const text = typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? oneLine(String(value), maxValueLength) : "";
      return text === "" || name === "__proto__" ? [] : [[storable(name), text]];
    }),
  );
}
