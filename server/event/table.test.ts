import { getTableColumns, sql, type SQL } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openHouse, type TestHouse } from "@/tests/support/house";
import { appendEvents } from "./append";
import { sealEvents } from "./seal";
import { events } from "./table";

/** What the sealer fills in, once. */
const link = ["chain_seq", "previous_hash", "hash"];
let house: TestHouse;

const append = () => {
  const ctx = house.container.ctx({ kind: "automation", id: "openclaw", name: "OpenClaw" }, "worker");
  return ctx.db.transaction((tx) => appendEvents(ctx, tx, [{ type: "alert.fired", subject: { kind: "alert", id: "alt_1" }, incidentId: "inc_1", origin: "live", statement: { code: "alert_fired", params: {} } }]));
};
const rows = () => house.container.db.select().from(events).orderBy(events.id);

beforeAll(async () => {
  house = await openHouse();
  await append();
  await sealEvents(house.container.db);
  await append();
}, 60_000);
afterAll(() => house?.close());

/** Tries a statement as the application's own role, and expects it to leave everything as it is. */
async function isRefused(statement: SQL): Promise<void> {
  const before = await rows();
  await expect(house.container.db.execute(statement)).rejects.toMatchObject({ cause: { code: "42501" } });
  expect(await rows()).toEqual(before);
}

describe("events", () => {
  test.each(["delete from events", "delete from events where chain_seq is null", "truncate events"])("refuses to %s", (statement) => isRefused(sql.raw(statement)));

  const columns = Object.values(getTableColumns(events)).map(({ name }) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
  test.each(columns.filter((column) => !link.includes(column)))("refuses a change of %s, sealed or not", async (column) => {
    for (const half of ["is null", "is not null"]) await isRefused(sql.raw(`update events set ${column} = ${column} where chain_seq ${half}`));
    await isRefused(sql.raw(`update events set chain_seq = 2, previous_hash = '', hash = '', ${column} = ${column} where chain_seq is null`));
  });

  test.each(link)("refuses another %s once it is sealed, and a part of a link before", async (column) => {
    const value = column === "chain_seq" ? "7" : "'a'";
    for (const other of [value, "null", column]) await isRefused(sql.raw(`update events set ${column} = ${other} where chain_seq is not null`));
    await isRefused(sql.raw(`update events set ${column} = ${value} where chain_seq is null`));
    const others = link.filter((each) => each !== column).map((each) => `${each} = ${each === "chain_seq" ? "2" : "'a'"}`);
    await isRefused(sql.raw(`update events set ${others.join(", ")} where chain_seq is null`));
  });

  test("takes the one link that the sealer gives", async () => {
    expect(await sealEvents(house.container.db)).toBe(1);
    expect((await rows()).map((row) => row.chainSeq)).toEqual([1, 2]);
  });
});
