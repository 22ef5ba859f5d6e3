import { parseArgs } from "node:util";
import { connectDatabase } from "../platform/db/client";
import { boot } from "../platform/boot";
import { createSignInLink, hasAnyUser } from "../platform/auth/sign-in-link";

const { values } = parseArgs({ options: { "first-run": { type: "boolean", default: false } } });
const { config, log } = boot("sign-in-link");
const { db, pool } = connectDatabase(config.databaseUrl, log, { poolSize: 1 });
try {
  const skip = values["first-run"] && (await hasAnyUser(db));
  const url = skip ? null : await createSignInLink(db, { publicUrl: config.publicUrl, role: "commander" });
  process.stdout.write(`${JSON.stringify({ url })}\n`);
} finally {
  await pool.end();
}
