import { createHmac, timingSafeEqual } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { matchAuthorization, matchHmacSha256 } from "./shared-secret";

vi.mock(import("node:crypto"), async (original) => {
  const crypto = await original();
  return { ...crypto, timingSafeEqual: vi.fn(crypto.timingSafeEqual) };
});

const secrets = ["the-old-secret-0123456789", "the:new:secret-0123456789"];
const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

describe("matchAuthorization", () => {
  test("knows each secret as bearer token and as basic password of any user", () => {
    secrets.forEach((secret, index) => {
      expect(matchAuthorization(`Bearer ${secret}`, secrets)).toBe(index);
      expect(matchAuthorization(`bearer  ${secret}`, secrets)).toBe(index);
      expect(matchAuthorization(basic("awoooi", secret), secrets)).toBe(index);
      expect(matchAuthorization(basic("", secret), secrets)).toBe(index);
    });
  });

  test("compares the bytes that were sent", () => {
    const secret = "密碼密碼密碼";
    expect(matchAuthorization(`Bearer ${Buffer.from(secret).toString("latin1")}`, [secret])).toBe(0);
    expect(matchAuthorization(basic("a", secret), [secret])).toBe(0);
  });

  test.each([undefined, "", "Bearer", "Bearer ", "Basic ", secrets[0], `Token ${secrets[0]}`, basic("a", ""), `Bearer ${secrets[0]}, Bearer ${secrets[0]}`, `Basic ${Buffer.from(secrets[0] ?? "").toString("base64")}`])(
    "refuses %s",
    (authorization) => {
      expect(matchAuthorization(authorization, secrets)).toBe(-1);
    },
  );

  test("does the same work whatever the length of what is given, so that the time does not tell that of a secret", () => {
    for (const given of ["x", secrets[0] ?? "", "x".repeat(1_000)]) {
      vi.mocked(timingSafeEqual).mockClear();
      matchAuthorization(`Bearer ${given}`, secrets);
      expect(vi.mocked(timingSafeEqual).mock.calls.map(([a, b]) => [a.byteLength, b.byteLength])).toEqual([[32, 32], [32, 32]]);
    }
  });

  test("never takes an empty secret", () => {
    expect(matchAuthorization("Bearer ", [""])).toBe(-1);
    expect(matchAuthorization(basic("a", ""), [""])).toBe(-1);
    expect(matchAuthorization("Bearer x", [])).toBe(-1);
  });

  test("refuses every mutation of one character", () => {
    const header = `Bearer ${secrets[0]}`;
    fc.assert(
      fc.property(fc.integer({ min: 7, max: header.length - 1 }), fc.integer({ min: 33, max: 126 }), (at, code) => {
        const changed = header.slice(0, at) + String.fromCharCode(code) + header.slice(at + 1);
        return changed === header || matchAuthorization(changed, secrets) === -1;
      }),
      { numRuns: 5_000 },
    );
  });
});

describe("matchHmacSha256", () => {
  const body = Buffer.from('{"a":1}');
  const sign = (secret: string) => createHmac("sha256", secret).update(body).digest("hex");

  test("knows each secret over the bytes as they are", () => {
    secrets.forEach((secret, index) => expect(matchHmacSha256(sign(secret), body, secrets)).toBe(index));
    expect(matchHmacSha256(sign(secrets[0] ?? ""), Buffer.from('{"a": 1}'), secrets)).toBe(-1);
  });

  test("never takes an empty secret, another length or another spelling", () => {
    const right = sign(secrets[0] ?? "");
    expect(matchHmacSha256(sign(""), body, [""])).toBe(-1);
    for (const wrong of [undefined, "", right.slice(1), `${right}00`, right.toUpperCase(), ` ${right}`, `0x${right.slice(2)}`]) expect(matchHmacSha256(wrong, body, secrets)).toBe(-1);
  });
});
