/** One setting that two versions differ in; a side is undefined where that version has none. */
export interface SettingDifference {
  /** The setting, and within a map or a list its entry. */
  readonly key: string;
  readonly entry: string | null;
  readonly before: unknown;
  readonly after: unknown;
}

type Settings = Readonly<Record<string, unknown>>;

const isMap = (value: unknown): value is Settings => typeof value === "object" && value !== null && !Array.isArray(value);

/** A list is a map from its entries to themselves, so that its changes are entries that came or went. */
function entriesOf(value: unknown): Settings | null {
  if (Array.isArray(value)) return Object.fromEntries(value.map((entry) => [String(entry), true]));
  return isMap(value) ? value : null;
}

/** In what two versions of a policy differ, setting by setting; entries of lists and maps on their own. */
export function settingDifferences(before: Settings, after: Settings): SettingDifference[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key): SettingDifference[] => {
    const [was, is] = [entriesOf(before[key]), entriesOf(after[key])];
    if (was === null && is === null) return before[key] === after[key] ? [] : [{ key, entry: null, before: before[key], after: after[key] }];
    const [old, now] = [was ?? {}, is ?? {}];
    return [...new Set([...Object.keys(old), ...Object.keys(now)])].filter((entry) => old[entry] !== now[entry]).map((entry) => ({ key, entry, before: old[entry], after: now[entry] }));
  });
}
