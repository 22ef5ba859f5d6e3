import { z } from "zod";

/** Everything a range is told from outside. */
export interface RangeOptions {
  /** 0 takes any free port. */
  port: number;
  /** The range keeps its files in `<dataDir>/range`. */
  dataDir: string;
  /** Bearer token of every door of the range. */
  token: string;
  /** Where alert notifications go; without it none are sent. */
  webhookUrl?: string;
  seed: number;
  /** Scenarios start by themselves in a fresh range. */
  autoplay: boolean;
  /** Alertmanager's `max_alerts`; 0 or nothing sends all. */
  maxAlerts?: number;
  /** The clock, in milliseconds; tests let it run faster. */
  clock?: () => number;
  /** Log level; tests are silent. */
  logLevel?: "info" | "silent";
}

const environment = z.object({
  RANGE_PORT: z.coerce.number().int().min(0).max(65_535).default(3002),
  AWOOOI_DATA_DIR: z.string().min(1).default(".awoooi"),
  AWOOOI_RANGE_TOKEN: z.string({ error: "set it to a random text; every client of the range must know it" }).min(8),
  AWOOOI_RANGE_WEBHOOK_URL: z.url().optional(),
  AWOOOI_RANGE_SEED: z.coerce.number().int().default(7),
  AWOOOI_RANGE_AUTOPLAY: z.string().default("1"),
});

/**
 * Options from the environment.
 * @throws {Error} that names every faulty variable at once.
 */
export function readOptions(env: Record<string, string | undefined>): RangeOptions {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = environment.safeParse(present);
  if (!parsed.success) {
    throw new Error(parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; "));
  }
  const { data } = parsed;
  return {
    port: data.RANGE_PORT,
    dataDir: data.AWOOOI_DATA_DIR,
    token: data.AWOOOI_RANGE_TOKEN,
    webhookUrl: data.AWOOOI_RANGE_WEBHOOK_URL,
    seed: data.AWOOOI_RANGE_SEED,
    autoplay: data.AWOOOI_RANGE_AUTOPLAY !== "0",
  };
}
