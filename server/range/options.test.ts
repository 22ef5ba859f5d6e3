import { describe, expect, test } from "vitest";
import { readOptions } from "./options";

describe("readOptions", () => {
  test("fills the defaults", () => {
    expect(readOptions({ AWOOOI_RANGE_TOKEN: "12345678", RANGE_PORT: "" })).toEqual({
      port: 3002,
      dataDir: ".awoooi",
      token: "12345678",
      webhookUrl: undefined,
      webhookToken: undefined,
      seed: 7,
      autoplay: true,
    });
  });

  test("takes the first of two webhook tokens during a rotation", () => {
    expect(readOptions({ AWOOOI_RANGE_TOKEN: "12345678", ALERTMANAGER_WEBHOOK_TOKEN: "new, old", AWOOOI_RANGE_AUTOPLAY: "0" })).toMatchObject({ webhookToken: "new", autoplay: false });
  });

  test("names every faulty variable at once", () => {
    expect(() => readOptions({ RANGE_PORT: "x", AWOOOI_RANGE_WEBHOOK_URL: "no url" })).toThrow(/RANGE_PORT.*AWOOOI_RANGE_TOKEN.*AWOOOI_RANGE_WEBHOOK_URL/);
  });
});
