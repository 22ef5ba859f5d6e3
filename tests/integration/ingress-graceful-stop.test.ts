import { inArray } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inboxEntries } from "@/server/inbox/table";
import { webhookBody } from "../support/alerts";
import { openHouse, type TestHouse } from "../support/house";
import { doorEnv, doorSecret, headersOf } from "../support/ingress";
import { freePort } from "../support/ports";
import { speak } from "../support/raw-http";
import { eventually } from "../support/wait";
import { bundleWorker, startWorkerProcess, type WorkerProcess } from "../support/worker-process";

let house: TestHouse;
let bundle: Awaited<ReturnType<typeof bundleWorker>>;
const started: WorkerProcess[] = [];

beforeAll(async () => {
  [bundle, house] = await Promise.all([bundleWorker("ingress"), openHouse({ env: doorEnv })]);
});
afterAll(async () => {
  await Promise.all(started.map((door) => door.kill()));
  await house?.close();
  bundle?.remove();
});

async function start(): Promise<{ process: WorkerProcess; port: number; origin: string }> {
  const port = await freePort();
  const process = startWorkerProcess(bundle.file, { ...house.env, INGRESS_PORT: String(port), AWOOOI_HOST: "127.0.0.1" });
  started.push(process);
  await eventually("the door is open", () => Promise.resolve(process.log.some((line) => line.msg === "ingress_ready")), 30_000, 50);
  return { process, port, origin: `http://127.0.0.1:${port}` };
}

const said = (process: WorkerProcess, msg: string) => eventually(msg, () => Promise.resolve(process.log.some((line) => line.msg === msg)), 10_000, 5);
let serial = 0;
const fresh = () => Buffer.from(webhookBody([{ name: "Stop", host: `host-${(serial += 1)}` }]));
const stored = async (ids: readonly string[]) => (await house.container.db.select({ id: inboxEntries.id }).from(inboxEntries).where(inArray(inboxEntries.id, [...ids]))).length;

async function stop(process: WorkerProcess): Promise<{ code: number | null; tookMs: number }> {
  const from = performance.now();
  process.signal("SIGTERM");
  return { code: await process.exited, tookMs: performance.now() - from };
}

describe("an ingress that is told to stop", () => {
  test("says that it is not ready, ends and answers the delivery it has begun, and exits 0 in time", async () => {
    const { process, port, origin } = await start();
    expect((await fetch(`${origin}/readyz`)).status).toBe(200);
    const body = fresh();
    const [first, rest] = [body.subarray(0, 40), body.subarray(40)];
    const lines = [`POST /api/v1/webhooks/alertmanager HTTP/1.1`, "host: x", "content-type: application/json", `authorization: Bearer ${doorSecret}`, `content-length: ${body.byteLength}`, "", ""];
    const begun = speak(port, Buffer.concat([Buffer.from(lines.join("\r\n")), first]));
    await eventually("the body has begun", () => Promise.resolve(begun.socket.bytesWritten > 100), 5_000, 5);
    const stopping = stop(process);
    await said(process, "shutdown_signal_received");
    expect((await fetch(`${origin}/readyz`)).status).toBe(503);
    await eventually("it takes no new connection", () => fetch(`${origin}/healthz`).then(() => false, () => true), 5_000, 20);
    begun.socket.write(rest);
    const heard = await begun.closed();
    expect(heard).toContain("HTTP/1.1 202");
    expect(heard.toLowerCase()).toContain("connection: close");
    expect(await stored([/"inboxId":"([^"]+)"/.exec(heard)?.[1] ?? ""])).toBe(1);
    const { code, tookMs } = await stopping;
    expect(code).toBe(0);
    expect(tookMs).toBeLessThan(15_000);
    expect(process.log.filter((line) => Number(line.level) >= 50)).toEqual([]);
  }, 60_000);

  test("in the middle of a flood has every 202 in the table", async () => {
    const { process, origin } = await start();
    const accepted: string[] = [];
    let isOver = false;
    const senders = Promise.all(
      Array.from({ length: 12 }, async () => {
        while (!isOver) {
          const body = fresh();
          const answer = await fetch(`${origin}/api/v1/webhooks/alertmanager`, { method: "POST", headers: headersOf("alertmanager", body, ""), body: new Uint8Array(body) }).catch(() => null);
          if (answer === null) return;
          expect(answer.status).toBe(202);
          accepted.push(((await answer.json()) as { inboxId: string }).inboxId);
        }
      }),
    );
    await eventually("the flood runs", () => Promise.resolve(accepted.length > 100), 20_000, 5);
    expect((await stop(process)).code).toBe(0);
    isOver = true;
    await senders;
    expect(await stored(accepted)).toBe(accepted.length);
  }, 60_000);

  test("gives up a body that does not come to its end, and still exits 0 in time", async () => {
    const { process, port } = await start();
    const stuck = speak(port, `POST /api/v1/webhooks/alertmanager HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nauthorization: Bearer ${doorSecret}\r\ncontent-length: 100\r\n\r\n{`);
    await eventually("it has begun", () => Promise.resolve(stuck.socket.bytesWritten > 100), 5_000, 5);
    const { code, tookMs } = await stop(process);
    expect(code).toBe(0);
    expect(tookMs).toBeLessThan(15_000);
  }, 60_000);
});
