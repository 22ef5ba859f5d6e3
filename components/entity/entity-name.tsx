import clsx from "clsx";
import type { EntityRef } from "@/lib/contracts/entity";

/** What a thing is called where it lives: `shop/checkout`, the cluster only when asked for. */
export function entityPath(entity: Pick<EntityRef, "namespace" | "name">): string {
  return entity.namespace ? `${entity.namespace}/${entity.name}` : entity.name;
}

/** An entity by its own name, in the face of identifiers. */
export function EntityName({ entity, cluster = false, className }: { entity: EntityRef; cluster?: boolean; className?: string }) {
  return (
    <span translate="no" className={clsx("font-mono text-[0.94em]", className)}>
      {cluster && entity.cluster ? `${entity.cluster} · ` : ""}
      {entityPath(entity)}
    </span>
  );
}

/** One text per identity, for keys of lists. */
export function entityId(entity: EntityRef): string {
  return `${entity.cluster}/${entity.kind}/${entity.namespace}/${entity.name}`;
}
