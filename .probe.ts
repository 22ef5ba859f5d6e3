import { openHouse } from "./tests/support/house";
import { webhookBody } from "./tests/support/alerts";
import { ingestInboxEntry } from "./server/worker/pipeline/ingest";
import { inboxEntries } from "./server/inbox/table";
import { newId } from "./lib/ids";
async function main() {
  const house = await openHouse({ env: { AWOOOI_LOG_LEVEL: "error" } });
  for (const n of [4000]) {
    const id = newId("inbox");
    await house.container.db.insert(inboxEntries).values({ id, source: "alertmanager", origin: "live", deliveryKey: id, body: Buffer.from(webhookBody(Array.from({ length: n }, (_, i) => ({ name: "Storm", host: `h-${n}-${i}` })))) });
    const t = Date.now();
    const out = await ingestInboxEntry(house.container, house.container.ctx({ kind: "automation", id: "x", name: "x" }, "worker"), id);
    console.log(n, out, Date.now() - t, "ms");
  }
  await house.close();
}
void main();
