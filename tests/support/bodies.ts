import { Rejected } from "@/server/platform/errors";
import type { ParsedDelivery, SourcePort } from "@/server/sources/port";

/** A JSON body as a sender writes it. */
export function bytesOf(value: unknown): Buffer {
  return Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
}

/** What a source makes of a body that it takes. */
export function readBy(source: SourcePort, value: unknown, kind: string | null = null): ParsedDelivery {
  return source.parse(Buffer.isBuffer(value) ? value : bytesOf(value), kind);
}

/** The refusal of a body. @throws when it is taken, or fails in another way */
export function refusalBy(source: SourcePort, value: unknown, kind: string | null = null): Rejected {
  try {
    readBy(source, value, kind);
  } catch (error) {
    if (error instanceof Rejected) return error;
    throw error;
  }
  throw new Error("it was taken");
}
