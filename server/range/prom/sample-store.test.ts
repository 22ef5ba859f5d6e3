import { describe, expect, test } from "vitest";
import { SampleStore } from "./sample-store";

const x = { __name__: "x" };
const all = () => true;

describe("SampleStore", () => {
  test("forgets samples past their retention and series without any", () => {
    const store = new SampleStore(100_000);
    store.append(0, [{ labels: x, value: 1 }, { labels: { __name__: "y" }, value: 1 }]);
    for (let index = 1; index < 120; index++) store.append(index * 5_000, [{ labels: x, value: index }]);
    const [series, ...others] = store.select(all);
    if (!series) throw new Error("no series");
    expect(others).toEqual([]);
    const slice = store.slice(series, 0, 1_000_000);
    expect(slice.times[0]).toBeGreaterThanOrEqual(595_000 - 105_000);
    expect(slice.values.at(-1)).toBe(119);
    expect(slice.times.map((time) => time / 5_000)).toEqual(slice.values);
  });

  test("answers the same after it was saved and restored", () => {
    const store = new SampleStore(3_600_000);
    for (let index = 0; index < 5; index++) store.append(index * 5_000, index === 2 ? [] : [{ labels: x, value: index + 0.1 }]);
    const copy = new SampleStore(3_600_000);
    copy.restore(JSON.parse(JSON.stringify(store.save())) as ReturnType<SampleStore["save"]>);
    copy.append(30_000, [{ labels: x, value: 9 }]);
    const [series] = copy.select(all);
    if (!series) throw new Error("no series");
    expect(copy.slice(series, -1, 40_000)).toEqual({ labels: x, times: [0, 5_000, 15_000, 20_000, 30_000], values: [0.1, 1.1, 3.1, 4.1, 9] });
    expect(copy.latest(series, -1, 12_000)).toBeUndefined();
  });
});
