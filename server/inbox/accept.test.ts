import { describe, expect, test } from "vitest";
import { AppError } from "../platform/errors";
import { alertmanager } from "../sources/alertmanager/adapter";
import type { Headers } from "../sources/port";
import { screenHeaders } from "./accept";

function codeOf(headers: Headers): string {
  try {
    screenHeaders(alertmanager, headers);
    return "passes";
  } catch (error) {
    return error instanceof AppError ? error.code : "fault";
  }
}

describe("screenHeaders", () => {
  const json = { "content-type": "application/json" };

  test.each([
    [json, "passes"],
    [{ "content-type": "Application/JSON; charset=utf-8" }, "passes"],
    [{ ...json, "content-encoding": "identity" }, "passes"],
    [{ ...json, "content-length": String(alertmanager.maxBodyBytes) }, "passes"],
    [{}, "unsupported_media_type"],
    [{ "content-type": "application/jsonl" }, "unsupported_media_type"],
    [{ "content-type": "application/x-www-form-urlencoded" }, "unsupported_media_type"],
    [{ ...json, "content-encoding": "gzip" }, "unsupported_media_type"],
    [{ ...json, "content-length": String(alertmanager.maxBodyBytes + 1) }, "body_too_large"],
  ] as const)("judges %j: %s", (headers, code) => {
    expect(codeOf(headers)).toBe(code);
  });
});
