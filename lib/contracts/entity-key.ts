/** How people call an entity: `namespace/name`, or its name alone. */
export function entityName(key: string): string {
  const [, , namespace = "", ...name] = key.split("/");
  return namespace === "" ? name.join("/") : `${unslashed(namespace)}/${name.join("/")}`;
}

/** One text per identity, for maps and keys: `cluster/kind/namespace/name`, where `%2F` stands for a slash of cluster or namespace, as in the ARN of an EKS cluster. */
export function entityKey(ref: Readonly<Record<"cluster" | "kind" | "namespace" | "name", string>>): string {
  return `${slashed(ref.cluster)}/${ref.kind}/${slashed(ref.namespace)}/${ref.name}`;
}

function slashed(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("/", "%2F");
}

/** A part of an `entityKey` as it was. */
export function unslashed(text: string): string {
  return !text.includes("%") ? text : text.replaceAll("%2F", "/").replaceAll("%25", "%");
}
