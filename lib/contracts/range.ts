import { z } from "zod";
import { timestamp } from "./common";
import { defineOperation } from "./operation";

/** The drills of the practice range by their public names. */
export const scenarioName = z
  .enum(["bad-release", "memory-leak", "saturated-worker", "noisy-neighbour", "dead-database", "flapping-probe", "alert-storm", "false-alarm", "wrong-fix"])
  .meta({ id: "ScenarioName" });
export type ScenarioName = z.infer<typeof scenarioName>;

/** A drill and whether it is being played. */
export const rangeScenario = z
  .object({
    name: scenarioName,
    running: z.boolean(),
    startedAt: timestamp.nullable().describe("Null while it does not run."),
    seed: z.int().nullable().describe("The same seed plays the same drill; null while it does not run."),
    healedByHand: z.boolean().describe("No tool heals it: a human's playbook does, whose effect the range plays when asked to."),
  })
  .meta({ id: "RangeScenario" });
export type RangeScenario = z.infer<typeof rangeScenario>;

const scenarioParams = z.object({ name: z.string().min(1).max(64) });

export const listRangeScenarios = defineOperation({
  id: "listRangeScenarios",
  method: "GET",
  path: "/api/v1/range/scenarios",
  summary: "The drills of the practice range",
  role: "viewer",
  status: 200,
  response: z.object({ enabled: z.boolean().describe("False when no practice range belongs to this workspace."), items: z.array(rangeScenario) }).meta({ id: "RangeScenarioList" }),
  media: "application/json",
  problems: ["unauthenticated", "unavailable"],
});

export const startRangeScenario = defineOperation({
  id: "startRangeScenario",
  method: "POST",
  path: "/api/v1/range/scenarios/{name}",
  summary: "Start a drill in the practice range",
  role: "operator",
  params: scenarioParams,
  body: z.strictObject({ seed: z.int().min(0).max(2_147_483_647).optional() }).meta({ id: "ScenarioStart" }),
  status: 202,
  response: z.object({ name: scenarioName, seed: z.int(), startedAt: timestamp }).meta({ id: "ScenarioStarted" }),
  media: "application/json",
  problems: ["bad_request", "invalid_body", "unauthenticated", "forbidden", "not_found", "conflict", "body_too_large", "unsupported_media_type", "unavailable"],
});

export const healRangeScenario = defineOperation({
  id: "healRangeScenario",
  method: "POST",
  path: "/api/v1/range/scenarios/{name}/heal",
  summary: "Play what a human's hands would do in a drill that no tool heals",
  role: "operator",
  params: scenarioParams,
  status: 202,
  response: z.object({ name: scenarioName, healed: z.literal(true) }).meta({ id: "ScenarioHealed" }),
  media: "application/json",
  problems: ["bad_request", "unauthenticated", "forbidden", "not_found", "conflict", "unavailable"],
});
