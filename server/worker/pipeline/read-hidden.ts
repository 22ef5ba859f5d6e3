import type { Origin } from "@/lib/contracts/common";
import { newId } from "@/lib/ids";
import { noteAsked, readUnaskedGroups, type HidingGroup } from "../../alert/truncated";
import type { Container } from "../../container";
import type { Ctx } from "../../platform/ctx";
import { messageOf } from "../../platform/errors";
import type { GroupReader } from "../../sources/port";

/** Groups asked for in one round and origin. */
const groupsAtOnce = 20;

async function ask(container: Container, ctx: Ctx, origin: Origin, reader: GroupReader, group: HidingGroup): Promise<void> {
  const body = await reader.read(group.key, group.query);
  const delivery = { id: `hidden:${group.groupHash}:${group.truncatedAt.getTime()}`, isDigest: false };
  const { inboxId } = await container.intake.store({ id: newId("inbox"), source: group.source, origin, delivery, kind: null, body });
  await noteAsked(ctx.db, origin, group);
  ctx.log.info({ inboxId, origin, source: group.source, receiver: group.query.receiver }, "hidden_alerts_read");
}

/**
 * Asks senders for the alerts they left out of a delivery, and puts the answer into the inbox as the whole delivery that it would
 * have been. A sender that does not answer is asked again in the next round; until then its group stays marked as hiding some.
 */
export async function readHiddenAlerts(container: Container, ctx: Ctx): Promise<void> {
  for (const { origin, groups } of Object.values(container.worlds)) {
    if (groups === null) continue;
    for (const group of await readUnaskedGroups(ctx.db, origin, "alertmanager", groupsAtOnce)) {
      try {
        await ask(container, ctx, origin, groups, group);
      } catch (error) {
        ctx.log.warn({ err: messageOf(error), origin, receiver: group.query.receiver }, "hidden_alerts_not_read");
      }
    }
  }
}
