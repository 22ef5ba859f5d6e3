import { Client } from "pg";
import { migrateDatabase } from "@/server/platform/db/migrate";

/** The migrated database that every test file copies. */
export const templateDatabase = "awoooi_test_template";

/** Migrates one template database before any test, so that each file gets its own copy in milliseconds. */
export default async function setup(): Promise<void> {
  const url = process.env.DATABASE_URL;
  if (url === undefined || process.env.REDIS_URL === undefined) return;
  const admin = new Client({ connectionString: url });
  await admin.connect();
  await admin.query(`drop database if exists ${templateDatabase} with (force)`);
  await admin.query(`create database ${templateDatabase}`);
  await admin.end();
  const template = new URL(url);
  template.pathname = `/${templateDatabase}`;
  await migrateDatabase(template.href);
}
