import { randomBytes } from "node:crypto";
import { Client } from "pg";
import type { TestProject } from "vitest/node";
import { migrateDatabase } from "@/server/platform/db/migrate";

declare module "vitest" {
  export interface ProvidedContext {
    /** The migrated database that every test file copies. */
    templateDatabase: string;
  }
}

/** Migrates one template database before any test, so that each file gets its own copy in milliseconds; two runs on one server do not meet. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const name = `awoooi_template_${randomBytes(6).toString("hex")}`;
  project.provide("templateDatabase", name);
  const url = process.env.DATABASE_URL;
  if (url === undefined) return () => Promise.resolve();
  const run = async (sql: string): Promise<void> => {
    const admin = new Client({ connectionString: url });
    await admin.connect();
    await admin.query(sql).finally(() => admin.end());
  };
  await run(`create database ${name}`);
  const template = new URL(url);
  template.pathname = `/${name}`;
  await migrateDatabase(template.href);
  return () => run(`drop database if exists ${name} with (force)`);
}
