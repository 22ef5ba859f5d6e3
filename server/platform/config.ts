import { resolve } from "node:path";
import { z } from "zod";
import type { SourceName } from "@/lib/contracts/signal";
import { linkRules, type LinkRules } from "./links/allow";
import { tunables } from "./tunables";

/** A comma separates two secrets during rotation. */
const secrets = z
  .string()
  .min(1)
  .transform((text) => text.split(",").map((part) => part.trim()).filter(Boolean))
  .refine((list) => list.length >= 1 && list.every((secret) => secret.length >= 16), "one or two secrets of at least 16 characters, separated by a comma");

const port = z.coerce.number().int().min(1).max(65_535);
const url = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ""));
const linkHosts = z
  .string()
  .transform((text) => text.split(",").map((part) => part.trim()).filter(Boolean))
  .refine((list) => list.every((host) => /^(\*\.)?[a-z0-9]([-a-z0-9.]*[a-z0-9])?(:\d{1,5})?$/i.test(host)), "host names, separated by commas; *.example.org stands for everything below it");

const environment = z.object({
  NODE_ENV: z.string().default("development"),
  PORT: port.default(3000),
  INGRESS_PORT: port.default(3001),
  AWOOOI_HOST: z.string().min(1).default("localhost"),
  AWOOOI_DATA_DIR: z.string().min(1).default(".awoooi").transform((path) => resolve(path)),
  AWOOOI_PUBLIC_URL: url.optional(),
  AWOOOI_LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
  AWOOOI_TIME_ZONE: z
    .string()
    .default("Asia/Taipei")
    .refine((zone) => Intl.supportedValuesOf("timeZone").includes(zone) || zone === "UTC", "an IANA time zone such as Asia/Taipei"),
  AWOOOI_KEY_PREFIX: z.string().max(64).default(""),
  AWOOOI_MODE: z.enum(["observe", "assist", "auto"]).default("observe"),
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, "postgres://user:password@host:5432/database"),
  REDIS_URL: z.string().regex(/^rediss?:\/\//, "redis://:password@host:6379/0"),
  BETTER_AUTH_SECRET: z.string().min(32, "at least 32 characters; `openssl rand -hex 32` makes one"),
  AWOOOI_API_TOKEN: z.string().min(16).optional(),
  AWOOOI_METRICS_TOKEN: z.string().min(16).optional(),
  AWOOOI_WORKER_PORT: port.optional(),
  AWOOOI_RETAIN_INBOX_DAYS: z.coerce.number().int().min(1).max(3_650).default(30),
  AWOOOI_RETAIN_SIGNALS_DAYS: z.coerce.number().int().min(1).max(3_650).default(90),
  ALERTMANAGER_WEBHOOK_TOKEN: secrets.default([]),
  SENTRY_CLIENT_SECRET: secrets.default([]),
  SIGNOZ_WEBHOOK_TOKEN: secrets.default([]),
  GITHUB_WEBHOOK_SECRET: secrets.default([]),
  KUBERNETES_WEBHOOK_TOKEN: secrets.default([]),
  KALI_WEBHOOK_TOKEN: secrets.default([]),
  AWOOOI_WEBHOOK_RATE: z.coerce.number().int().min(1).max(1_000_000).default(tunables.webhookRatePerSecond),
  KUBECONFIG: z.string().min(1).optional(),
  KUBERNETES_SERVICE_HOST: z.string().optional(),
  AWOOOI_CLUSTER: z.string().min(1).max(253).default("default"),
  PROMETHEUS_URL: url.optional(),
  ALERTMANAGER_URL: url.optional(),
  SIGNOZ_URL: url.optional(),
  GRAFANA_URL: url.optional(),
  SENTRY_URL: url.optional(),
  GITHUB_URL: url.default("https://github.com"),
  AWOOOI_LINK_HOSTS: linkHosts.default([]),
  AWOOOI_TOPOLOGY_FILE: z.string().min(1).optional(),
  AWOOOI_RANGE_URL: url.optional(),
  AWOOOI_RANGE_TOKEN: z.string().min(16).optional(),
});

/** The environment of one process, parsed. */
export interface Config {
  readonly production: boolean;
  readonly port: number;
  readonly ingressPort: number;
  readonly host: string;
  readonly dataDir: string;
  readonly publicUrl: string;
  readonly logLevel: "fatal" | "error" | "warn" | "info" | "debug" | "trace" | "silent";
  readonly timeZone: string;
  /** Put before every Redis key and channel, so that instances can share a server. */
  readonly keyPrefix: string;
  /** Operating mode of the live origin; the range is always `auto`. */
  readonly mode: "observe" | "assist" | "auto";
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly authSecret: string;
  readonly apiToken: string | null;
  /** Opens `/metrics` and nothing else. */
  readonly metricsToken: string | null;
  /** Where a worker answers `/healthz`, `/readyz` and `/metrics`, or null when it listens nowhere. */
  readonly workerPort: number | null;
  /** Days that processed inbox entries and signals are kept. */
  readonly retention: { readonly inboxDays: number; readonly signalsDays: number };
  /** What opens each webhook door: one secret, two during a rotation, none while the door is closed. */
  readonly doorSecrets: Readonly<Record<SourceName, readonly string[]>>;
  /** Deliveries per second that one source may make; beyond it 503. */
  readonly webhookRatePerSecond: number;
  /** How the live cluster is reached, or null when none is connected. */
  readonly kubernetes: { readonly kubeConfig: string | "in-cluster"; readonly cluster: string } | null;
  readonly prometheusUrl: string | null;
  /** Where silences are made; null: AWOOOI cannot silence. */
  readonly alertmanagerUrl: string | null;
  /** Where deep links may lead. */
  readonly links: LinkRules;
  /** The declared part of the topology, or null when nobody declared one. */
  readonly topologyFile: string | null;
  readonly range: { readonly url: string; readonly token: string; readonly kubeConfigPath: string } | null;
}

/** The environment is not usable; the message names every fault with its remedy, and no value. */
export class InvalidEnvironment extends Error {
  override readonly name = "InvalidEnvironment";
}

/** Sentry's own cloud is allowed with every organisation's address; an alert of it says where its issue is. */
const usualHosts = ["sentry.io", "*.sentry.io"];

function linksOf(e: z.infer<typeof environment>): LinkRules {
  const tools = { signoz: e.SIGNOZ_URL, grafana: e.GRAFANA_URL, sentry: e.SENTRY_URL, alertmanager: e.ALERTMANAGER_URL, prometheus: e.PROMETHEUS_URL, github: e.GITHUB_URL };
  return linkRules(Object.fromEntries(Object.entries(tools).filter(([, address]) => address !== undefined)), [...usualHosts, ...e.AWOOOI_LINK_HOSTS]);
}

/**
 * Parses the environment once, at the start of a process.
 * @throws {InvalidEnvironment} listing all faults together
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${given[String(issue.path[0])] === undefined ? "is not set" : "is not valid"} (${issue.message})`);
    throw new InvalidEnvironment(`The environment is not complete:\n${faults.join("\n")}\n\`npm start\` sets these by itself; see README.md for running it your own way.`);
  }
  const e = parsed.data;
  const kubeConfig = e.KUBECONFIG ?? (e.KUBERNETES_SERVICE_HOST === undefined ? null : ("in-cluster" as const));
  return {
    production: e.NODE_ENV === "production",
    port: e.PORT,
    ingressPort: e.INGRESS_PORT,
    host: e.AWOOOI_HOST,
    dataDir: e.AWOOOI_DATA_DIR,
    publicUrl: e.AWOOOI_PUBLIC_URL ?? `http://localhost:${e.PORT}`,
    logLevel: e.AWOOOI_LOG_LEVEL,
    timeZone: e.AWOOOI_TIME_ZONE,
    keyPrefix: e.AWOOOI_KEY_PREFIX,
    mode: e.AWOOOI_MODE,
    databaseUrl: e.DATABASE_URL,
    redisUrl: e.REDIS_URL,
    authSecret: e.BETTER_AUTH_SECRET,
    apiToken: e.AWOOOI_API_TOKEN ?? null,
    metricsToken: e.AWOOOI_METRICS_TOKEN ?? null,
    workerPort: e.AWOOOI_WORKER_PORT ?? null,
    retention: { inboxDays: e.AWOOOI_RETAIN_INBOX_DAYS, signalsDays: e.AWOOOI_RETAIN_SIGNALS_DAYS },
    doorSecrets: {
      alertmanager: e.ALERTMANAGER_WEBHOOK_TOKEN,
      sentry: e.SENTRY_CLIENT_SECRET,
      signoz: e.SIGNOZ_WEBHOOK_TOKEN,
      github: e.GITHUB_WEBHOOK_SECRET,
      kubernetes: e.KUBERNETES_WEBHOOK_TOKEN,
      kali: e.KALI_WEBHOOK_TOKEN,
    },
    webhookRatePerSecond: e.AWOOOI_WEBHOOK_RATE,
    kubernetes: kubeConfig === null ? null : { kubeConfig, cluster: e.AWOOOI_CLUSTER },
    prometheusUrl: e.PROMETHEUS_URL ?? null,
    alertmanagerUrl: e.ALERTMANAGER_URL ?? null,
    links: linksOf(e),
    topologyFile: e.AWOOOI_TOPOLOGY_FILE === undefined ? null : resolve(e.AWOOOI_TOPOLOGY_FILE),
    range:
      e.AWOOOI_RANGE_URL === undefined || e.AWOOOI_RANGE_TOKEN === undefined
        ? null
        : { url: e.AWOOOI_RANGE_URL, token: e.AWOOOI_RANGE_TOKEN, kubeConfigPath: resolve(e.AWOOOI_DATA_DIR, "range", "kubeconfig") },
  };
}
