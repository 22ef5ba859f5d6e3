import { z } from "zod";
import { origin, timestamp } from "./common";
import { defineOperation } from "./operation";
import { problemCode } from "./problem";
import { sourceName } from "./signal";

/** When a sender of one origin was last heard at a door, and when somebody was last turned away from it. To a few seconds. */
export const sourceSighting = z
  .object({
    origin,
    seenAt: timestamp.nullable().describe("The last delivery that was taken, repeats among them; null when none ever was."),
    refusedAt: timestamp.nullable().describe("The last delivery that was refused; null when none ever was. Who a refused sender is, nobody knows, so that it is always `live`."),
    refusedBecause: problemCode.nullable(),
  })
  .meta({ id: "SourceSighting" });
export type SourceSighting = z.infer<typeof sourceSighting>;

/** One webhook door, how its tool is told of it, and whether the tool has spoken. */
export const source = z
  .object({
    name: sourceName,
    url: z.url().describe("Where the tool posts to, as this workspace knows its own address."),
    secretName: z.string().describe("The environment variable that holds the door's secret."),
    secretCount: z.int().min(0).describe("0 while the door is closed, 2 during a rotation."),
    sightings: z.array(sourceSighting),
  })
  .meta({ id: "Source" });
export type Source = z.infer<typeof source>;

const noun = "/api/v1/sources";
const params = z.object({ name: z.string().min(1).max(64) });

export const listSources = defineOperation({
  id: "listSources",
  method: "GET",
  path: noun,
  summary: "Every webhook door, with when its tool was last heard",
  role: "viewer",
  status: 200,
  response: z.object({ items: z.array(source) }).meta({ id: "SourceList" }),
  media: "application/json",
  problems: ["unauthenticated"],
});

/** What the tool must be given; the newer one during a rotation. */
export const sourceSecret = z.object({ name: sourceName, secretName: z.string(), secret: z.string() }).meta({ id: "SourceSecret" });
export type SourceSecret = z.infer<typeof sourceSecret>;

export const showSourceSecret = defineOperation({
  id: "showSourceSecret",
  method: "POST",
  path: `${noun}/{name}/secret`,
  summary: "Show the secret of a door; the log keeps who looked. 409 while the door has none",
  role: "commander",
  params,
  status: 200,
  response: sourceSecret,
  media: "application/json",
  problems: ["bad_request", "unauthenticated", "forbidden", "not_found", "conflict"],
});

/** How far a delivery that says nothing came: through its door, into the inbox, and out again at a worker. */
export const sourceTest = z
  .object({
    name: sourceName,
    outcome: z.enum(["digested", "not_digested", "refused", "unreachable", "closed"]).describe("`closed`: the door has no secret. `unreachable`: nobody answered at `url`. `refused`: the door answered with `status`. `not_digested`: committed, and no worker took it in time."),
    url: z.url(),
    status: z.int().nullable().describe("HTTP status of the door; null when nobody answered."),
    tookMs: z.int().min(0),
    inboxId: z.string().nullable(),
  })
  .meta({ id: "SourceTest" });
export type SourceTest = z.infer<typeof sourceTest>;

export const testSource = defineOperation({
  id: "testSource",
  method: "POST",
  path: `${noun}/{name}/test`,
  summary: "Send a genuine delivery that says nothing through a door, and follow it to a worker; opens no incident and is no sighting",
  role: "operator",
  params,
  status: 200,
  response: sourceTest,
  media: "application/json",
  problems: ["bad_request", "unauthenticated", "forbidden", "not_found"],
});
