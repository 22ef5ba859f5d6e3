import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openLine, throughLine, type Line } from "@/tests/support/line";
import { createStores, type TestStores } from "@/tests/support/stores";
import { eventually } from "@/tests/support/wait";
import { Rejected } from "../errors";
import { createLogger } from "../log";
import { connectDatabase } from "./client";

const poolSize = 3;
let stores: TestStores;
let line: Line;
let connection: ReturnType<typeof connectDatabase>;

beforeAll(async () => {
  stores = await createStores();
  line = await openLine(stores.databaseUrl);
  connection = connectDatabase(throughLine(stores.databaseUrl, line), createLogger("test", "silent"), { poolSize });
}, 60_000);

afterAll(async () => {
  await line?.close();
  await stores?.drop();
});

const transact = () => connection.db.transaction((tx) => tx.execute(sql`select 1`));
const fill = () => Promise.all(Array.from({ length: poolSize }, transact));

describe("connectDatabase", () => {
  test("gives every connection back when the line breaks before, in or after a transaction, so that an outage costs none", async () => {
    for (const delayMs of [null, 0, 1, 3]) {
      await eventually("every connection is open", fill, 10_000, 20);
      const broken = Promise.allSettled(Array.from({ length: poolSize * 2 }, transact));
      if (delayMs !== null) await new Promise((resolve) => setTimeout(resolve, delayMs));
      await line.cut();
      await broken;
      await line.mend();
    }
    await eventually("as many transactions as before run at once", fill, 10_000, 20);
    const held = await Promise.all(Array.from({ length: poolSize }, () => connection.pool.connect()));
    for (const client of held) client.release();
    expect(connection.pool.waitingCount).toBe(0);
  });

  test("undoes a refused transaction and gives its connection back unharmed", async () => {
    const [before] = await connection.db.execute<{ n: number }>(sql`select pg_backend_pid() as n`).then((result) => result.rows);
    expect(before?.n).toBeGreaterThan(0);
    for (let round = 0; round < poolSize * 2; round += 1) {
      const refused = connection.db.transaction(async (tx) => {
        await tx.execute(sql`create table undone (id int)`);
        throw new Rejected("conflict", "No.");
      });
      await expect(refused).rejects.toThrow(Rejected);
    }
    expect((await connection.db.execute<{ t: string | null }>(sql`select to_regclass('undone') as t`)).rows[0]?.t).toBeNull();
    await connection.pool.end();
  });
});
