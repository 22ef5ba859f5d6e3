import { parseArgs } from "node:util";
import { createSignInLink, hasAnyUser } from "../account/sign-in-link";
import { boot } from "../platform/boot";
import type { Ctx } from "../platform/ctx";
import { connectDatabase } from "../platform/db/client";
import { readDatabaseTime } from "../platform/db/clock";
import { messageOf } from "../platform/errors";

const { values } = parseArgs({ options: { "first-run": { type: "boolean", default: false } } });
const { config, log } = boot("sign-in-link");
const { db, pool } = connectDatabase(config.databaseUrl, log, { poolSize: 1 });
// Whoever is locked out may have no Redis either; the running processes find the event by themselves.
const bus: Ctx["bus"] = { enqueueInbox: () => Promise.resolve(), announceEvents: () => Promise.resolve() };
const ctx: Ctx = { db, bus, log, now: () => new Date(), databaseNow: readDatabaseTime, actor: { kind: "human", id: "cli", name: "command line" }, channel: "cli" };
try {
  const skip = values["first-run"] && (await hasAnyUser(db));
  const link = skip ? null : await createSignInLink(ctx, { publicUrl: config.publicUrl, role: "commander" });
  process.stdout.write(`${JSON.stringify({ url: link?.url ?? null, expiresAt: link?.expiresAt ?? null })}\n`);
} catch (error) {
  process.stderr.write(`No link was made (${messageOf(error)}). The database of DATABASE_URL must be reachable and migrated.\n`);
  process.exitCode = 1;
} finally {
  await pool.end();
}
