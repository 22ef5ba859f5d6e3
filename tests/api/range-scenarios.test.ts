import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listRangeScenarios, scenarioName, startRangeScenario } from "@/lib/contracts/range";
import { events } from "@/server/event/table";
import { startRange, type Range } from "@/server/range/range";
import { scenarios } from "@/server/range/scenario/registry";
import { freePort } from "../support/ports";
import { bearer, openWeb, type TestWeb } from "../support/web";

const token = "range-token-range-token";
let web: TestWeb;
let range: Range;

beforeAll(async () => {
  const port = await freePort();
  web = await openWeb({ env: { AWOOOI_RANGE_URL: `http://127.0.0.1:${port}`, AWOOOI_RANGE_TOKEN: token } });
  range = await startRange({ port, dataDir: web.house.dataDir, token, seed: 7, autoplay: false, logLevel: "silent" });
}, 60_000);

afterAll(async () => {
  await range?.close();
  await web?.house.close();
});

const call = (method: "GET" | "POST", path: string, body?: unknown) => web.call(method, `/api/v1/range/scenarios${path}`, { headers: bearer, body });
const typesOf = async (name: string) => (await web.house.container.db.select({ type: events.type }).from(events).where(eq(events.subjectId, name))).map((row) => row.type);

describe("the drills of the practice range", () => {
  test("are those that the range has, under the names of the contract", async () => {
    const response = await call("GET", "");
    expect(response.status).toBe(200);
    const { enabled, items } = listRangeScenarios.response.parse(await response.json());
    expect(enabled).toBe(true);
    expect(items.map((item) => item.name).sort()).toEqual(Object.keys(scenarios).sort());
    expect([...scenarioName.options].sort()).toEqual(Object.keys(scenarios).sort());
    expect(items.filter((item) => item.healedByHand).map((item) => item.name)).toEqual(["dead-database"]);
  });

  test("start with a seed, once, and on record", async () => {
    const response = await call("POST", "/false-alarm", { seed: 5 });
    expect(response.status).toBe(202);
    expect(startRangeScenario.response.parse(await response.json())).toMatchObject({ name: "false-alarm", seed: 5 });
    expect((await call("POST", "/false-alarm", {})).status).toBe(409);
    expect(await typesOf("false-alarm")).toEqual(["range.scenario_started"]);
    const { items } = listRangeScenarios.response.parse(await (await call("GET", "")).json());
    expect(items.filter((item) => item.running)).toMatchObject([{ name: "false-alarm", seed: 5 }]);
  });

  test("are healed by hand only where hands are needed", async () => {
    expect((await call("POST", "/dead-database/heal")).status).toBe(409);
    expect((await call("POST", "/dead-database", {})).status).toBe(202);
    expect((await call("POST", "/dead-database/heal")).status).toBe(202);
    expect((await call("POST", "/false-alarm/heal")).status).toBe(409);
    expect(await typesOf("dead-database")).toEqual(["range.scenario_started", "range.scenario_healed"]);
  });

  test("are refused by the name that there is not", async () => {
    expect((await call("POST", "/no-such", {})).status).toBe(404);
    expect((await call("POST", "/no-such/heal")).status).toBe(404);
    expect((await call("POST", `/${encodeURIComponent("../state")}`, {})).status).toBe(404);
    expect((await call("POST", "/bad-release", { seed: "x" })).status).toBe(400);
  });

  test("are unavailable while the range is", async () => {
    await range.close();
    expect((await call("GET", "")).status).toBe(503);
    expect((await call("POST", "/bad-release", {})).status).toBe(503);
  });
});

describe("a workspace without a practice range", () => {
  test("has no drills", async () => {
    const alone = await openWeb();
    try {
      expect(await (await alone.call("GET", "/api/v1/range/scenarios", { headers: bearer })).json()).toEqual({ enabled: false, items: [] });
      expect((await alone.call("POST", "/api/v1/range/scenarios/bad-release", { headers: bearer, body: {} })).status).toBe(404);
    } finally {
      await alone.house.close();
    }
  });
});
