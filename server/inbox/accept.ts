import { createHash, hash } from "node:crypto";
import type { Origin } from "@/lib/contracts/common";
import type { DeliveryReceipt } from "@/lib/contracts/delivery";
import { newId } from "@/lib/ids";
import { AppError, Rejected, Unavailable } from "../platform/errors";
import { inSlices, type Steps } from "../platform/inbound/steps";
import { metrics } from "../platform/metrics";
import { readDelivery, type Headers, type SourcePort } from "../sources/port";
import type { Visit } from "./admission";
import type { Intake } from "./intake";
import type { InboxRow } from "./insert";
import { testHeader } from "./sighting";

/** A secret that opens a door, and whose world its bearer speaks of. */
export interface DoorSecret {
  readonly origin: Origin;
  readonly secret: string;
}

/** A request as any door has it before its body is read. */
export interface Delivery {
  readonly headers: Headers;
  /** Reads the body, exactly as it was sent, and tells `take` of each piece before it keeps it; what `take` throws ends the reading. */
  readonly read: (take: (bytes: number) => void) => Promise<Uint8Array>;
}

/** Refuses a request by its headers alone, before its body is read. @throws {Rejected} 413 or 415 */
export function screenHeaders(source: SourcePort, headers: Headers): void {
  const type = headers["content-type"]?.split(";")[0]?.trim().toLowerCase();
  if (type === undefined || !source.mediaTypes.includes(type)) throw new Rejected("unsupported_media_type", `Send the body as ${source.mediaTypes.join(" or ")}.`);
  const encoding = headers["content-encoding"]?.trim().toLowerCase();
  if (encoding !== undefined && encoding !== "" && encoding !== "identity") throw new Rejected("unsupported_media_type", "Send the body uncompressed.");
  refuseLarge(source, Number(headers["content-length"] ?? 0));
}

function refuseLarge({ maxBodyBytes }: SourcePort, bytes: number): void {
  if (bytes > maxBodyBytes) throw new Rejected("body_too_large", `The body is larger than ${maxBodyBytes} bytes.`);
}

/** @throws {Rejected} 401 */
function identify(source: SourcePort, secrets: readonly DoorSecret[], headers: Headers, rawBody: Uint8Array): Origin {
  const sender = secrets[source.authenticate(headers, rawBody, secrets.map((entry) => entry.secret))];
  if (sender === undefined) throw new Rejected("unauthenticated", "The credentials of this webhook are missing or wrong.");
  return sender.origin;
}

/** Reads the body of a visit, within the limits of its source. */
function readWithin(source: SourcePort, visit: Visit, read: Delivery["read"]): Promise<Uint8Array> {
  let size = 0;
  return read((bytes) => {
    size += bytes;
    refuseLarge(source, size);
    visit.take(bytes);
  });
}

/** Names longer than this, or with what PostgreSQL cannot store, are known by their digest; genuine ones are UUIDs. */
const plainName = /^[^\0\p{Surrogate}]{1,200}$/u;

/** Bytes hashed in one step: about a millisecond. */
const hashedAtOnce = 1_048_576;

function* digestSteps(body: Uint8Array): Steps<string> {
  const digest = createHash("sha256");
  for (let from = 0; from < body.byteLength; from += hashedAtOnce) {
    digest.update(body.subarray(from, from + hashedAtOnce));
    yield;
  }
  return digest.digest("hex");
}

async function nameOf(deliveryId: string | null, rawBody: Uint8Array): Promise<InboxRow["delivery"]> {
  if (deliveryId !== null) return { id: plainName.test(deliveryId) ? deliveryId : hash("sha256", deliveryId, "hex"), isDigest: false };
  return { id: rawBody.byteLength > hashedAtOnce ? await inSlices(digestSteps(rawBody)) : hash("sha256", rawBody, "hex"), isDigest: true };
}

/** Whether a body can be read, and what the answer says of it: the source's own quick look where it has one, else all of `parse`. */
export async function checkDelivery(source: SourcePort, rawBody: Uint8Array, kind: string | null): Promise<{ readonly count: number; readonly deliveryId: string | null }> {
  if (source.check !== undefined) return source.check(rawBody, kind);
  const { signals, findings, deliveryId } = await readDelivery(source, rawBody, kind);
  // A critical finding is a signal as well, and still one entry of the body.
  return { count: Math.max(signals.length, findings.length), deliveryId };
}

/** @throws {Unavailable} always */
function unstored(cause: unknown): never {
  throw new Unavailable("The delivery could not be stored. Send it again.", { cause, internal: "inbox insert failed" });
}

async function take(source: SourcePort, secrets: readonly DoorSecret[], intake: Intake, { headers, read }: Delivery): Promise<DeliveryReceipt> {
  screenHeaders(source, headers);
  const known = source.signsBody ? null : identify(source, secrets, headers, new Uint8Array());
  const visit = intake.enter(source.name);
  try {
    if (known !== null) visit.count();
    const rawBody = await readWithin(source, visit, read);
    const origin = known ?? identify(source, secrets, headers, rawBody);
    if (known === null) visit.count();
    const kind = source.kind(headers);
    const { count, deliveryId } = await checkDelivery(source, rawBody, kind);
    const delivery = await nameOf(source.deliveryId(headers) ?? deliveryId, rawBody);
    const { inboxId, isNew } = await intake.store({ id: newId("inbox"), source: source.name, origin, delivery, kind, body: rawBody }).catch(unstored);
    if (headers[testHeader] === undefined) intake.heard({ source, origin, rawBody, kind });
    return { inboxId, accepted: isNew ? count : 0, duplicates: isNew ? 0 : count };
  } finally {
    visit.end();
  }
}

/**
 * Takes a webhook: proves the sender (by the headers alone where they can, so that a stranger's body is never read), checks the
 * body, commits it byte for byte, and only then answers. The same delivery twice is one inbox entry.
 * @throws {Rejected} 401 unknown sender, 400 or 422 unreadable body, 413, 415
 * @throws {Unavailable} 503 when PostgreSQL did not commit, or the source delivers more than it may; the sender must try again
 */
export async function acceptDelivery(input: { intake: Intake; source: SourcePort; secrets: readonly DoorSecret[]; delivery: Delivery }): Promise<DeliveryReceipt> {
  const { intake, source, secrets, delivery } = input;
  try {
    return await take(source, secrets, intake, delivery);
  } catch (error) {
    const code = error instanceof AppError ? error.code : "internal";
    metrics.inboxRefused.inc({ source: source.name, code });
    intake.refused(source.name, code);
    throw error;
  }
}
