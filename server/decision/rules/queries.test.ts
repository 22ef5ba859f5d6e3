import fc from "fast-check";
import { parser } from "@prometheus-io/lezer-promql";
import { describe, expect, test } from "vitest";
import { questions, type Selection } from "./queries";

const selection: Selection = { namespaces: ["shop"], names: ["checkout", "payment"], nodes: ["node-a", "10.0.0.1"], windowSeconds: 300 };

function faultsIn(query: string): string[] {
  const faults: string[] = [];
  parser.parse(query).iterate({ enter: (node) => void (node.type.isError && faults.push(query.slice(node.from, node.to + 10))) });
  return faults;
}

describe("questions", () => {
  test("are PromQL by Prometheus' own grammar, for any names", () => {
    const name = fc.string({ minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), fc.array(name, { minLength: 1, maxLength: 4 }), (namespaces, names) => {
        for (const question of questions) for (const expression of question.expressions) expect(faultsIn(expression({ ...selection, namespaces, names, nodes: names }))).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  test("keep a name inside its matcher, whatever is in it", () => {
    const [question] = questions;
    const evil = 'x"} or vector(1) or up{a="';
    const query = question?.expressions[0]?.({ ...selection, names: [evil, "a.b"] }) ?? "";
    expect(faultsIn(query)).toEqual([]);
    expect(query).not.toContain('x"}');
    expect(query).toContain("a\\\\.b");
  });

  test("are one for each metric and scope, so that a large cluster costs no more of them", () => {
    expect(new Set(questions.map(({ metric, scope }) => `${metric} ${scope}`)).size).toBe(questions.length);
    expect(questions.length).toBeLessThanOrEqual(25);
  });
});
