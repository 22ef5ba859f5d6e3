import { readConfig } from "../platform/config";
import { migrateDatabase } from "../platform/db/migrate";
import { createLogger } from "../platform/log";

const log = createLogger("migrate");
try {
  const { applied } = await migrateDatabase(readConfig().databaseUrl);
  log.info({ applied }, "migrated");
} catch (error) {
  log.fatal({ err: error }, "migration_failed");
  process.exitCode = 1;
}
