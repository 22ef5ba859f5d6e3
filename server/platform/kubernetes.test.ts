import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Unavailable } from "./errors";
import { ClusterConnection, isKubernetesName, listAll, revisionOf, selectorText } from "./kubernetes";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "awoooi-kubernetes-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function kubeconfig(server: string): Promise<string> {
  const path = join(folder, "kubeconfig");
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "c",
    clusters: [{ name: "c", cluster: { server, "insecure-skip-tls-verify": true } }],
    users: [{ name: "u", user: { token: "t" } }],
    contexts: [{ name: "c", context: { cluster: "c", user: "u" } }],
  };
  await writeFile(path, JSON.stringify(config));
  return path;
}

const ask = (path: string, timeoutMs: number) => new ClusterConnection({ kubeConfig: path, timeoutMs }).read(({ core }) => core.listNode());

describe("ClusterConnection", () => {
  test("is unavailable without a kubeconfig, and works once there is one", async () => {
    const path = join(folder, "kubeconfig");
    const connection = new ClusterConnection({ kubeConfig: path, timeoutMs: 500 });
    await expect(connection.apis()).rejects.toBeInstanceOf(Unavailable);
    await writeFile(path, "apiVersion: v1\nkind: Config\nclusters: []\nusers: []\ncontexts: []\n");
    await expect(connection.apis()).rejects.toBeInstanceOf(Unavailable);
    await kubeconfig("http://127.0.0.1:1");
    await expect(connection.apis()).resolves.toHaveProperty("apps");
  });

  test("is unavailable where nobody listens", async () => {
    await expect(ask(await kubeconfig("http://127.0.0.1:1"), 500)).rejects.toBeInstanceOf(Unavailable);
  });

  test("gives up on a server that never finishes its answer", async () => {
    const server = createServer((_request, response) => response.writeHead(200, { "content-type": "application/json" }).write('{"items":'));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      await expect(ask(await kubeconfig(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), 200)).rejects.toBeInstanceOf(Unavailable);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

describe("listAll", () => {
  test("follows the cursor to the end", async () => {
    const cursors: unknown[] = [];
    const all = await listAll(async ({ _continue }) => {
      cursors.push(_continue);
      return _continue === undefined ? { items: [1, 2], metadata: { _continue: "next" } } : { items: [3], metadata: { _continue: "" } };
    });
    expect(all).toEqual([1, 2, 3]);
    expect(cursors).toEqual([undefined, "next"]);
  });

  test("reports a list without end instead of cutting it", async () => {
    await expect(listAll(async () => ({ items: [1], metadata: { _continue: "more" } }))).rejects.toBeInstanceOf(Unavailable);
  });
});

describe("selectorText", () => {
  test("writes every operator as the API reads it", () => {
    const matchExpressions = [
      { key: "tier", operator: "In", values: ["a", "b"] },
      { key: "tier", operator: "NotIn", values: ["c"] },
      { key: "x", operator: "Exists" },
      { key: "y", operator: "DoesNotExist" },
    ];
    expect(selectorText({ matchLabels: { app: "web" }, matchExpressions })).toBe("app=web,tier in (a,b),tier notin (c),x,!y");
    expect(selectorText({})).toBe("");
  });
});

describe("revisionOf", () => {
  test("is 0 for anything but a positive whole number", () => {
    const values = ["7", "0", "-1", "1.5", "x", ""].map((value) => revisionOf({ "deployment.kubernetes.io/revision": value }));
    expect([...values, revisionOf(undefined)]).toEqual([7, 0, 0, 0, 0, 0, 0]);
  });
});

describe("isKubernetesName", () => {
  test("takes names and nothing that could steer a request", () => {
    expect(["checkout", "a", "a.b-c", "0x"].every(isKubernetesName)).toBe(true);
    expect(["", ".", "..", "-a", "a-", "--server=https://evil", "A", "a/b", "a?b", "a%2f", "a\n", "x".repeat(254)].some(isKubernetesName)).toBe(false);
  });
});
