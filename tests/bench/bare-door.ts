import { createServer } from "node:http";
import { Pool } from "pg";

/** The least that accepts a webhook durably: bare `node:http`, `JSON.parse`, and one multi-row insert for all that arrived during the last. */
const { DATABASE_URL, PORT } = process.env;
const pool = new Pool({ connectionString: DATABASE_URL, max: 2 });
let serial = 0;
const run = Date.now().toString(36);
const waiting: { body: Buffer; answer: () => void }[] = [];
let isRunning = false;

const text = `insert into inbox_entries (id, source, origin, delivery_key, body)
  select id, 'alertmanager', 'live', id, substring($2::bytea from start_at for size) from unnest($1::text[], $3::int[], $4::int[]) as t(id, start_at, size)`;

async function work(): Promise<void> {
  while (waiting.length > 0) {
    const batch = waiting.splice(0, 256);
    let at = 1;
    const starts = batch.map(({ body }) => (at += body.byteLength) - body.byteLength);
    await pool.query({ name: "bare", text, values: [batch.map(() => `${run}-${(serial += 1)}`), Buffer.concat(batch.map(({ body }) => body)), starts, batch.map(({ body }) => body.byteLength)] });
    for (const { answer } of batch) answer();
  }
  isRunning = false;
}

createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks);
    const parsed = JSON.parse(body.toString("utf8")) as { alerts: unknown[] };
    const answer = () => {
      const said = JSON.stringify({ accepted: parsed.alerts.length });
      response.writeHead(202, { "content-type": "application/json", "content-length": said.length });
      response.end(said);
    };
    waiting.push({ body, answer });
    if (isRunning) return;
    isRunning = true;
    setImmediate(() => void work());
  });
}).listen(Number(PORT), "127.0.0.1", () => process.stdout.write("bare_ready\n"));
process.on("SIGTERM", () => process.exit(0));
