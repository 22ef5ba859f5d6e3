import type { VectorSample } from "./ast";
import { QueryError } from "./errors";
import { withoutLabels, type Labels } from "./labels";

/**
 * `label_replace`: where the source label matches the whole pattern, the target label becomes the filled-in replacement.
 * @throws {QueryError} `execution` for a pattern or label name that is none.
 */
export function replaceLabel(samples: VectorSample[], [target = "", replacement = "", source = "", pattern = ""]: readonly string[]): VectorSample[] {
  const expression = compile(pattern);
  requireName(target, "label_replace");
  return samples.map((sample) => {
    const match = expression.exec(sample.labels[source] ?? "");
    if (!match) return sample;
    const text = replacement.replace(/\$(?:\$|(\d+)|\{(\w+)\}|([a-zA-Z_]\w*))/g, (whole, digits?: string, braced?: string, name?: string) => {
      if (whole === "$$") return "$";
      const group = digits ?? braced ?? name ?? "";
      return (/^\d+$/.test(group) ? match[Number(group)] : match.groups?.[group]) ?? "";
    });
    return { ...sample, labels: withLabel(sample.labels, target, text) };
  });
}

/**
 * `label_join`: the target label becomes the values of the source labels with a separator between.
 * @throws {QueryError} `execution` for a label name that is none.
 */
export function joinLabels(samples: VectorSample[], [target = "", separator = "", ...sources]: readonly string[]): VectorSample[] {
  requireName(target, "label_join");
  return samples.map((sample) => ({ ...sample, labels: withLabel(sample.labels, target, sources.map((name) => sample.labels[name] ?? "").join(separator)) }));
}

/** An empty label is no label. */
function withLabel(labels: Labels, name: string, value: string): Labels {
  return value === "" ? withoutLabels(labels, [name]) : { ...labels, [name]: value };
}

function compile(pattern: string): RegExp {
  try {
    return new RegExp(`^(?:${pattern.replaceAll("(?P<", "(?<")})$`, "s");
  } catch {
    throw new QueryError("execution", `invalid regular expression in label_replace(): ${pattern}`);
  }
}

function requireName(name: string, where: string): void {
  if (!/^[a-zA-Z_]\w*$/.test(name)) throw new QueryError("execution", `invalid destination label name in ${where}(): ${name}`);
}
