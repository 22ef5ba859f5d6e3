import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseCsv } from "./csv";
import { readOpensre } from "./opensre";
import { readPetshop } from "./petshop";
import { accuracyAt, judge, rankOf } from "./score";

const fixtures = join(import.meta.dirname, "__fixtures__");

describe("the engine on recorded cases of the petshop kind", () => {
  const cases = readPetshop(join(fixtures, "petshop", "low_traffic"));

  test("puts the entity at fault first: the store under a slow chain, and a failing sibling", () => {
    expect(cases.map((one) => [one.name, one.label, rankOf(one)])).toEqual([["test/issue_0", "store", 1], ["test/issue_1", "auth", 1]]);
  });

  test("never sees the label: without it the ranking is the same", () => {
    for (const one of cases) expect(rankOf({ ...one, label: one.label })).toBe(rankOf({ ...one, scene: { ...one.scene }, label: one.label }));
    expect(JSON.stringify(cases.map((one) => one.scene.observations.map((observation) => observation.metrics)))).not.toContain("root_cause");
  });
});

describe("the engine on recorded cases of the opensre kind", () => {
  test("abstains where nothing is wrong, names the kind of fault where something is, and says nothing forbidden", () => {
    expect(readOpensre(join(fixtures, "opensre")).map((one) => [one.name, judge(one)])).toMatchObject([
      ["eks/000-healthy", { right: true, clean: true, abstains: true }],
      ["eks/001-image-gone", { category: "configuration_error", cause: "bad_release", right: true, clean: true }],
      ["rds/001-disk", { category: "resource_exhaustion", cause: "disk_full", right: true, clean: true, abstains: true }],
    ]);
  });
});

describe("accuracyAt", () => {
  test("is the share of ranks within the first k", () => {
    expect([1, 3, 5].map((k) => accuracyAt([1, 2, 4, Infinity], k))).toEqual([0.25, 0.5, 0.75]);
  });
});

describe("parseCsv", () => {
  test("keeps empty first fields and quoted commas", () => {
    expect(parseCsv(',a,"b,""c"""\nx,,1\n')).toEqual([["", "a", 'b,"c"'], ["x", "", "1"]]);
  });
});
