import { z } from "zod";
import { readAlertmanager, type AlertmanagerAccess } from "@/server/platform/alertmanager";
import { Unavailable } from "@/server/platform/errors";
import type { GroupReader } from "@/server/sources/port";

/*
 * Vendor doc: https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml (`GET /alerts`)
 * `max_alerts` cuts a webhook off; the API still has all of the group. Silenced and inhibited alerts are not asked for: the webhook
 * would not have told them either.
 */

const gettableAlerts = z.array(z.looseObject({ labels: z.record(z.string(), z.string()), annotations: z.record(z.string(), z.string()).optional(), fingerprint: z.string(), startsAt: z.string(), generatorURL: z.string().optional() }));

const literally = (text: string) => text.replace(/[\\^$.|?*+()[\]{}]/g, "\\$&");

/** Reads groups of one Alertmanager as webhook bodies that leave nothing out. */
export function alertmanagerGroups(access: AlertmanagerAccess): GroupReader {
  return {
    async read(groupKey, { receiver, labels }) {
      const params = new URLSearchParams({ active: "true", silenced: "false", inhibited: "false", unprocessed: "false", receiver: literally(receiver) });
      for (const [name, value] of Object.entries(labels)) params.append("filter", `${name}=${JSON.stringify(value)}`);
      const read = gettableAlerts.safeParse(await readAlertmanager(access, `alerts?${params}`));
      if (!read.success) throw new Unavailable("Alertmanager does not answer as expected.", { internal: z.prettifyError(read.error) });
      const alerts = read.data.map(({ labels: own, annotations, fingerprint, startsAt, generatorURL }) => ({ status: "firing", labels: own, annotations, fingerprint, startsAt, endsAt: "0001-01-01T00:00:00Z", generatorURL }));
      return Buffer.from(JSON.stringify({ version: "4", groupKey, truncatedAlerts: 0, status: "firing", receiver, groupLabels: labels, alerts }));
    },
  };
}
