import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Random } from "../sim/random";
import { ObjectStore } from "../world/object-store";
import { openWatch } from "./watch";
import { readLabelSelector } from "./selectors";

let store: ObjectStore;
let server: Server;
let url: string;

function newStore(): ObjectStore {
  const random = new Random(1);
  return new ObjectStore({ uuid: () => random.uuid(), now: () => 1_800_000_000_000 });
}

beforeEach(async () => {
  store = newStore();
  server = createServer((request, response) => {
    const params = new URL(request.url ?? "/", "http://x").searchParams;
    const since = params.get("since");
    const filter = readLabelSelector("in=yes");
    const options = { resource: "services" as const, filter, render: (object: unknown) => object, since: since ? Number(since) : undefined, timeoutMs: 150, apiVersion: "v1", bookmarks: params.has("bookmarks"), initialEvents: params.has("initial") };
    const reply = openWatch(store, options);
    if (reply.kind === "stream") reply.open(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

afterEach(() => {
  server.close();
});

const service = (name: string, label: string) => store.create("services", { metadata: { name, namespace: "shop", labels: { in: label } }, spec: {} });

async function lines(query: string, meanwhile: () => void = () => undefined): Promise<string[]> {
  const response = await fetch(`${url}${query}`);
  meanwhile();
  const text = await response.text();
  const events = text.trim().split("\n").filter(Boolean).map((line) => JSON.parse(line) as { type: string; object: { metadata?: { name?: string }; code?: number } });
  return events.map((event) => `${event.type} ${event.object.metadata?.name ?? event.object.code ?? ""}`);
}

describe("openWatch", () => {
  test("starts with what is there and goes on with what changes", async () => {
    service("a", "yes");
    service("x", "no");
    expect(await lines("", () => service("b", "yes"))).toEqual(["ADDED a", "ADDED b"]);
  });

  test("resumes after a version without repeating what came before", async () => {
    service("a", "yes");
    const { version } = store;
    service("b", "yes");
    expect(await lines(`?since=${version}`)).toEqual(["ADDED b"]);
  });

  test("shows an object that leaves its selector as deleted and one that enters as added", async () => {
    const a = service("a", "yes");
    const x = service("x", "no");
    const relabel = (object: typeof a, label: string) =>
      store.edit("services", object, (draft) => {
        draft.metadata.labels = { in: label };
      });
    const { version } = store;
    expect(
      await lines(`?since=${version}`, () => {
        relabel(a, "no");
        const entered = relabel(x, "yes");
        store.remove("services", entered);
      }),
    ).toEqual(["DELETED a", "ADDED x", "DELETED x"]);
  });

  test("bookmarks its place before it ends, and after the initial objects, when asked to", async () => {
    service("a", "yes");
    const { version } = store;
    expect(await lines(`?since=${version}&bookmarks`)).toEqual(["BOOKMARK "]);
    expect(await lines(`?since=${version}&initial`)).toEqual(["ADDED a", "BOOKMARK "]);
    const text = await (await fetch(`${url}?since=${version}&bookmarks`)).text();
    expect(JSON.parse(text)).toMatchObject({ type: "BOOKMARK", object: { kind: "Service", apiVersion: "v1", metadata: { resourceVersion: String(version) } } });
  });

  test("ends with 410 when the version is no longer known", async () => {
    service("a", "yes");
    service("b", "yes");
    const saved = store.save();
    store = newStore();
    store.restore(saved);
    expect(await lines("?since=1")).toEqual(["ERROR 410"]);
  });
});
