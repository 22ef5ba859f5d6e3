import { z } from "zod";
import { origin, page, pageQuery, timestamp } from "./common";
import { defineOperation } from "./operation";
import { sourceName } from "./signal";

/** A delivery that was accepted and then failed every attempt; it is kept until somebody has it tried again or its retention is over. */
export const deadLetter = z
  .object({
    id: z.string(),
    origin,
    source: sourceName,
    receivedAt: timestamp,
    attempts: z.int().min(0),
    lastError: z.string().nullable().describe("Why the last attempt failed; never more of the body than a parser quotes."),
    sizeBytes: z.int().min(0),
    excerpt: z.string().nullable().describe("The first 500 bytes of the body as text, with control characters shown as U+FFFD. Null below commander: nobody has read what a sender put there."),
  })
  .meta({ id: "DeadLetter" });
export type DeadLetter = z.infer<typeof deadLetter>;

/** Where an inbox entry stands. */
export const inboxEntryState = z.object({ id: z.string(), status: z.enum(["waiting", "processing", "processed", "dead"]) }).meta({ id: "InboxEntryState" });
export type InboxEntryState = z.infer<typeof inboxEntryState>;

export const listDeadLetters = defineOperation({
  id: "listDeadLetters",
  method: "GET",
  path: "/api/v1/dead-letters",
  summary: "Deliveries that failed every attempt, newest first",
  role: "operator",
  query: pageQuery.extend({ origin: origin.optional() }),
  status: 200,
  response: page(deadLetter).meta({ id: "DeadLetterPage" }),
  media: "application/json",
  problems: ["bad_request", "unauthenticated", "forbidden"],
});

export const requeueDeadLetter = defineOperation({
  id: "requeueDeadLetter",
  method: "POST",
  path: "/api/v1/dead-letters/{id}/requeue",
  summary: "Have a dead letter tried again with all its attempts; one that is no longer dead stays as it is",
  role: "operator",
  params: z.object({ id: z.string() }),
  status: 200,
  response: inboxEntryState,
  media: "application/json",
  problems: ["unauthenticated", "forbidden", "not_found"],
});
