import { createHash } from "node:crypto";
import type { Severity } from "@/lib/contracts/common";
import type { Ctx } from "../platform/ctx";
import { incidents } from "./table";

const services = ["checkout", "worker", "storefront", "inventory", "payment", "gateway"] as const;
const dayMs = 24 * 3_600_000;
const perDay = 4;
const days = 14;

/** A UUID-shaped id that is the same on every start, so that seeding twice adds nothing. */
function seededId(index: number): string {
  const hex = createHash("sha256").update(`awoooi range history ${index}`).digest("hex");
  return `inc_${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Two weeks of made-up settled incidents for the practice range, every row marked `seeded`; about one in twelve was not the machine's work. Written once. */
export async function seedRangeHistory(ctx: Ctx): Promise<void> {
  const now = ctx.now().getTime();
  const rows = Array.from({ length: days * perDay }, (_, index) => {
    const openedAt = new Date(now - Math.round(((index + 0.5) / perDay) * dayMs));
    const name = services[index % services.length] ?? "checkout";
    const byHuman = index % 12 === 7;
    const reopened = index % 25 === 11;
    const severity: Severity = index % 3 === 0 ? "critical" : "warning";
    const ref = { cluster: "range", kind: "workload" as const, namespace: "shop", name };
    const settledAt = new Date(openedAt.getTime() + (90 + (index % 7) * 40) * 1000);
    return {
      id: seededId(index),
      origin: "range" as const,
      status: "resolved" as const,
      severity,
      title: name === "worker" ? "QueueBacklog" : "HighErrorRate",
      entity: ref,
      entityKey: `range/workload/shop/${name}`,
      openedAt,
      updatedAt: settledAt,
      settledAt,
      settledBy: byHuman ? ("human" as const) : ("automation" as const),
      reopenedCount: reopened ? 1 : 0,
      actionable: true,
      humanTouched: byHuman,
      verified: !byHuman,
      seeded: true,
    };
  });
  await ctx.db.insert(incidents).values(rows).onConflictDoNothing();
}
