import { readFile } from "node:fs/promises";
import type { Origin } from "@/lib/contracts/common";
import type { Container, World } from "../../container";
import type { Ctx } from "../../platform/ctx";
import { messageOf } from "../../platform/errors";
import { tunables } from "../../platform/tunables";
import { readLabelsSeen } from "../../signal/labels-seen";
import { readDeclaredTopology } from "../../topology/declared";
import { labelledTopology } from "../../topology/labelled";
import { readTopology } from "../../topology/read";
import { recordTopology } from "../../topology/record";

/** One reader of one origin: when it was read last, and how often it should be. */
interface Reading {
  readonly name: string;
  readonly everyMs: number;
  readonly read: () => Promise<void>;
  readAt: number;
}

function clusterReading(ctx: Ctx, { origin, cluster, evidence }: World): Reading {
  const read = async () => {
    if (evidence.cluster !== null) await recordTopology(ctx, { origin, cluster, snapshot: await evidence.cluster.readTopology() });
  };
  return { name: `kubernetes ${origin}`, everyMs: tunables.topologyEveryMs, read, readAt: -Infinity };
}

/** What people declared is of the live fleet; the range is what it shows itself. */
function declaredReading(container: Container, ctx: Ctx): Reading {
  const read = async () => {
    const { topologyFile } = container.config;
    const now = ctx.now();
    const snapshot = topologyFile === null ? { observedAt: now, entities: [], edges: [] } : readDeclaredTopology(await readFile(topologyFile, "utf8"), { defaultCluster: container.worlds.live.cluster, now });
    await recordTopology(ctx, { origin: "live", cluster: null, snapshot, reader: "declared" });
  };
  return { name: "declared", everyMs: tunables.declaredEveryMs, read, readAt: -Infinity };
}

function labelledReading(ctx: Ctx, { origin, cluster }: World): Reading {
  let afterId: string | null = null;
  const read = async () => {
    const { labelSets, lastId } = await readLabelsSeen(ctx.db, { origin, afterId });
    const seenAt = ctx.now();
    const snapshot = labelledTopology(labelSets, await readTopology(ctx.db, origin), { defaultCluster: cluster, seenAt });
    await recordTopology(ctx, { origin, cluster: null, snapshot, reader: "labels", forgetBefore: new Date(seenAt.getTime() - tunables.labelledEntityTtlMs) });
    afterId = lastId;
  };
  return { name: `labels ${origin}`, everyMs: tunables.labelledEveryMs, read, readAt: -Infinity };
}

/** Makes the duty that keeps the map fresh: each reader at its own pace; one that fails is due again at the next look, and the others go on. */
export function mapRefresher(container: Container, ctx: Ctx): () => Promise<void> {
  const worlds: readonly World[] = (["live", "range"] as const satisfies readonly Origin[]).map((origin) => container.worlds[origin]);
  const readings = [...worlds.map((world) => clusterReading(ctx, world)), declaredReading(container, ctx), ...worlds.map((world) => labelledReading(ctx, world))];
  return async () => {
    for (const reading of readings) {
      const now = performance.now();
      if (now - reading.readAt < reading.everyMs) continue;
      try {
        await reading.read();
        reading.readAt = now;
      } catch (error) {
        ctx.log.warn({ err: messageOf(error), reader: reading.name }, "topology_not_refreshed");
      }
    }
  };
}
