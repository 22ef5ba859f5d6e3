import { and, eq } from "drizzle-orm";
import type { Origin, Severity } from "@/lib/contracts/common";
import { alerts } from "../../alert/table";
import type { Container } from "../../container";
import { incidents } from "../../incident/table";
import { readSenses, type OwnAlarm, type Sense } from "../../inbox/senses";
import type { Ctx } from "../../platform/ctx";
import type { Database, Transaction } from "../../platform/db/client";
import type { ParsedSignal } from "../../sources/port";
import { digestOwn } from "./digest";

const severities: Readonly<Record<OwnAlarm, Severity>> = { source_silent: "critical", inbox_stalled: "critical", dead_letters: "warning" };

function fingerprintOf({ alarm, subject }: Sense): string {
  return subject === "" ? alarm : `${alarm}/${subject}`;
}

/** A sense as the alert that says it; its labels name no entity, since it is about us and not about the commander's fleet. */
function alertOf(sense: Sense, now: Date): ParsedSignal {
  const { alarm, state, source } = sense;
  return {
    fingerprint: fingerprintOf(sense),
    state: state === "ill" ? "firing" : "resolved",
    severity: severities[alarm],
    name: alarm,
    summary: "",
    labels: { alertname: alarm, severity: severities[alarm], ...(source === null ? {} : { sender: source }) },
    startsAt: now,
    endsAt: state === "ill" ? null : now,
    url: null,
    change: null,
  };
}

/** Alarms that stand now, by fingerprint, each with when its incident was settled by somebody who left it standing. */
async function readStanding(db: Database | Transaction, origin: Origin): Promise<Map<string, { settledAt: Date | null }>> {
  const rows = await db
    .select({ fingerprint: alerts.fingerprint, settledAt: incidents.settledAt })
    .from(alerts)
    .leftJoin(incidents, eq(incidents.id, alerts.incidentId))
    .where(and(eq(alerts.origin, origin), eq(alerts.source, "awoooi"), eq(alerts.status, "firing")));
  return new Map(rows.map(({ fingerprint, settledAt }) => [fingerprint, { settledAt }]));
}

/** What has to be said of a sense: nothing while it is as it was. A cause that came after a human settled the alarm begins it anew. */
function newsOf(sense: Sense, standing: { settledAt: Date | null } | undefined, now: Date): ParsedSignal[] {
  switch (sense.state) {
    case "unknown":
      return [];
    case "well":
      return standing === undefined ? [] : [alertOf(sense, now)];
    case "ill": {
      if (standing === undefined) return [alertOf(sense, now)];
      const isNew = standing.settledAt !== null && sense.since !== null && sense.since > standing.settledAt;
      return isNew ? [alertOf({ ...sense, state: "well" }, now), alertOf(sense, new Date(now.getTime() + 1))] : [];
    }
  }
}

/**
 * Watches AWOOOI's own senses and lets it raise alarms about them like any source: a heartbeat that stopped, deliveries that nobody
 * works off, dead letters. Each opens an incident and ends by itself. A process hears silence only while it listens, so a gap in
 * its own looking is no silence of theirs.
 */
export function sourceWatcher(container: Container, ctx: Ctx, uptimeMs: () => number = () => performance.now()): () => Promise<void> {
  // A range that is not connected is silent on purpose.
  const origins: readonly Origin[] = container.config.range === null ? ["live"] : ["live", "range"];
  let listeningSince = uptimeMs();
  return async () => {
    const senses = await readSenses(ctx.db, uptimeMs() - listeningSince).catch((error: unknown) => {
      listeningSince = uptimeMs();
      throw error;
    });
    for (const origin of origins) {
      const own = senses.filter((sense) => sense.origin === origin);
      const notice = async (db: Database | Transaction) => {
        const standing = await readStanding(db, origin);
        return own.flatMap((sense) => newsOf(sense, standing.get(fingerprintOf(sense)), ctx.now()));
      };
      if ((await notice(ctx.db)).length > 0) await digestOwn(container, ctx, origin, notice);
    }
  };
}
