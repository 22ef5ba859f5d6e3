import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { authenticate } from "./authenticate";

const secrets = ["the-old-secret-0123456789", "the:new:secret-0123456789"];
const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

describe("authenticate", () => {
  test("knows each secret as bearer token and as basic password of any user", () => {
    secrets.forEach((secret, index) => {
      expect(authenticate(`Bearer ${secret}`, secrets)).toBe(index);
      expect(authenticate(`bearer  ${secret}`, secrets)).toBe(index);
      expect(authenticate(basic("awoooi", secret), secrets)).toBe(index);
      expect(authenticate(basic("", secret), secrets)).toBe(index);
    });
  });

  test("compares the bytes that were sent", () => {
    const secret = "密碼密碼密碼";
    expect(authenticate(`Bearer ${Buffer.from(secret).toString("latin1")}`, [secret])).toBe(0);
    expect(authenticate(basic("a", secret), [secret])).toBe(0);
  });

  test.each([undefined, "", "Bearer", "Bearer ", "Basic ", secrets[0], `Token ${secrets[0]}`, basic("a", ""), `Bearer ${secrets[0]}, Bearer ${secrets[0]}`, `Basic ${Buffer.from(secrets[0] ?? "").toString("base64")}`])(
    "refuses %s",
    (authorization) => {
      expect(authenticate(authorization, secrets)).toBe(-1);
    },
  );

  test("never takes an empty secret", () => {
    expect(authenticate("Bearer ", [""])).toBe(-1);
    expect(authenticate(basic("a", ""), [""])).toBe(-1);
    expect(authenticate("Bearer x", [])).toBe(-1);
  });

  test("refuses every mutation of one character", () => {
    const header = `Bearer ${secrets[0]}`;
    fc.assert(
      fc.property(fc.integer({ min: 7, max: header.length - 1 }), fc.integer({ min: 33, max: 126 }), (at, code) => {
        const changed = header.slice(0, at) + String.fromCharCode(code) + header.slice(at + 1);
        return changed === header || authenticate(changed, secrets) === -1;
      }),
      { numRuns: 5_000 },
    );
  });
});
