import { createHash } from "node:crypto";
import { and, desc, eq, inArray, sql } from "drizzle-orm";
import type { Origin } from "@/lib/contracts/common";
import type { DeliveryReceipt } from "@/lib/contracts/delivery";
import { newId } from "@/lib/ids";
import type { Ctx } from "../platform/ctx";
import { Rejected, Unavailable } from "../platform/errors";
import type { Headers, SourcePort } from "../sources/port";
import { inboxEntries } from "./table";

/** A secret that opens a door, and whose world its bearer speaks of. */
export interface DoorSecret {
  readonly origin: Origin;
  readonly secret: string;
}

/** A request as any door read it; `rawBody` is exactly what was signed. */
export interface Delivery {
  readonly headers: Headers;
  readonly rawBody: Uint8Array;
}

/** Refuses a request by its headers alone, before its body is read. @throws {Rejected} 413 or 415 */
export function screenHeaders(source: SourcePort, headers: Headers): void {
  const type = headers["content-type"]?.split(";")[0]?.trim().toLowerCase();
  if (type === undefined || !source.mediaTypes.includes(type)) throw new Rejected("unsupported_media_type", `Send the body as ${source.mediaTypes.join(" or ")}.`);
  const encoding = headers["content-encoding"]?.trim().toLowerCase();
  if (encoding !== undefined && encoding !== "" && encoding !== "identity") throw new Rejected("unsupported_media_type", "Send the body uncompressed.");
  const length = Number(headers["content-length"] ?? 0);
  if (length > source.maxBodyBytes) throw new Rejected("body_too_large", `The body is larger than ${source.maxBodyBytes} bytes.`);
}

/**
 * Takes a webhook: verifies it, reads it, commits it byte for byte, and only then answers and wakes a worker. The same delivery
 * twice is one inbox entry.
 * @throws {Rejected} 401 unknown sender, 400 or 422 unreadable body, 413, 415
 * @throws {Unavailable} 503 when PostgreSQL did not commit; the sender must try again
 */
export async function acceptDelivery(input: { ctx: Ctx; source: SourcePort; secrets: readonly DoorSecret[]; delivery: Delivery }): Promise<DeliveryReceipt> {
  const { ctx, source, delivery } = input;
  screenHeaders(source, delivery.headers);
  if (delivery.rawBody.byteLength > source.maxBodyBytes) throw new Rejected("body_too_large", `The body is larger than ${source.maxBodyBytes} bytes.`);
  const index = source.authenticate(delivery.headers, delivery.rawBody, input.secrets.map((entry) => entry.secret));
  const sender = input.secrets[index];
  if (sender === undefined) throw new Rejected("unauthenticated", "The credentials of this webhook are missing or wrong.");
  const kind = source.kind(delivery.headers);
  const parsed = source.parse(delivery.rawBody, kind);
  const count = parsed.signals.length + parsed.findings.length;
  const sent = source.deliveryId(delivery.headers) ?? parsed.deliveryId;
  const digest = createHash("sha256").update(delivery.rawBody).digest("hex");
  const keyAt = (secondsAgo: number) => (sent === null ? sql<string>`${digest} || ':' || floor((extract(epoch from now()) - ${secondsAgo}::int) / 300)::text` : sql<string>`${sent}`);
  const id = newId("inbox");
  try {
    const [inserted] = await ctx.db
      .insert(inboxEntries)
      .values({ id, source: source.name, origin: sender.origin, deliveryKey: keyAt(0), kind, body: Buffer.from(delivery.rawBody) })
      .onConflictDoNothing()
      .returning({ id: inboxEntries.id });
    if (inserted !== undefined) {
      await ctx.bus.enqueueInbox(id);
      return { inboxId: id, accepted: count, duplicates: 0 };
    }
    const [first] = await ctx.db
      .select({ id: inboxEntries.id })
      .from(inboxEntries)
      .where(and(eq(inboxEntries.source, source.name), eq(inboxEntries.origin, sender.origin), inArray(inboxEntries.deliveryKey, sql`(${keyAt(0)}, ${keyAt(60)})`)))
      // Between the two statements the five minutes may have ended.
      .orderBy(desc(inboxEntries.receivedAt))
      .limit(1);
    return { inboxId: first?.id ?? id, accepted: 0, duplicates: count };
  } catch (error) {
    throw new Unavailable("The delivery could not be stored. Send it again.", { cause: error, internal: "inbox insert failed" });
  }
}
