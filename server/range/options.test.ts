import { describe, expect, test } from "vitest";
import { readOptions } from "./options";

describe("readOptions", () => {
  test("fills the defaults", () => {
    expect(readOptions({ AWOOOI_RANGE_TOKEN: "12345678", RANGE_PORT: "" })).toEqual({
      port: 3002,
      dataDir: ".awoooi",
      token: "12345678",
      webhookUrl: undefined,
      seed: 7,
      autoplay: true,
    });
  });

  test("starts no scenario by itself when told so", () => {
    expect(readOptions({ AWOOOI_RANGE_TOKEN: "12345678", AWOOOI_RANGE_AUTOPLAY: "0" })).toMatchObject({ autoplay: false });
  });

  test("names every faulty variable at once", () => {
    expect(() => readOptions({ RANGE_PORT: "x", AWOOOI_RANGE_WEBHOOK_URL: "no url" })).toThrow(/RANGE_PORT.*AWOOOI_RANGE_TOKEN.*AWOOOI_RANGE_WEBHOOK_URL/);
  });
});
