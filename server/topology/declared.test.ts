import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { entityKey } from "@/lib/contracts/entity";
import { InvalidTopologyFile, readDeclaredTopology, readReference } from "./declared";

const input = { defaultCluster: "prod", now: new Date(0) };
const read = (text: string) => readDeclaredTopology(text, input);

function faultsOf(text: string): readonly { line: number; message: string }[] {
  try {
    read(text);
    return [];
  } catch (error) {
    if (error instanceof InvalidTopologyFile) return error.faults;
    throw error;
  }
}

describe("readDeclaredTopology", () => {
  test("reads the documented example whole", () => {
    const { entities, edges } = read(readFileSync("docs/topology.example.yaml", "utf8"));
    expect(entities.map((entity) => entityKey(entity.ref))).toEqual(expect.arrayContaining(["prod/database/shop/orders", "prod/workload/shop/gateway", "/repository//acme/checkout"]));
    expect(entities.find((entity) => entity.ref.name === "session-cache")?.stateful).toBe(true);
    expect(edges.map((edge) => `${edge.from.name} ${edge.relation} ${edge.to.name}`)).toEqual(["gateway depends_on storefront", "gateway depends_on checkout", "checkout depends_on orders", "acme/checkout deploys checkout", "acme/checkout deploys checkout-worker"]);
  });

  test("takes every database for something that keeps data", () => {
    expect(read("version: 1\nneeds:\n  - from: shop/a\n    to: database:shop/db\n").entities.filter((entity) => entity.stateful).map((entity) => entity.ref.kind)).toEqual(["database"]);
  });

  test("names every fault with its line", () => {
    expect(faultsOf("version: 1\nneeds:\n  - from: shop/a\n    to: shop/b\n  - from: nonsense kind\n    to: [shop/c, 'node:a/b']\n").map((fault) => fault.line)).toEqual([5, 6]);
    expect(faultsOf("version: 2\n")).toMatchObject([{ line: 1 }]);
    expect(faultsOf("version: 1\nneeds:\n  - frm: shop/a\n    to: shop/b\n").map((fault) => fault.line)).toContain(3);
    expect(faultsOf("version: 1\nneeds: [\n")[0]?.line).toBeGreaterThan(0);
  });

  test("survives aliases that would grow without end", () => {
    const bomb = `version: 1\nentities: &a [${"x,".repeat(5)}]\nneeds: [*a,*a]\n`;
    expect(faultsOf(bomb).length).toBeGreaterThan(0);
  });
});

describe("readReference", () => {
  test.each([
    ["shop/checkout", "prod/workload/shop/checkout"],
    ["shop/checkout@eu", "eu/workload/shop/checkout"],
    ["database:orders", "prod/database//orders"],
    ["node:worker-1", "prod/node//worker-1"],
    ["repository:acme/checkout", "/repository//acme/checkout"],
  ])("reads %s", (text, key) => {
    const ref = readReference(text, "prod");
    expect(ref === null ? null : entityKey(ref)).toBe(key);
  });

  test.each(["", "a/b/c", "galaxy:shop/a", "node:a/b", "repository:alone", "shop/", "a b"])("refuses %j", (text) => {
    expect(readReference(text, "prod")).toBeNull();
  });
});
