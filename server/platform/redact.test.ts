import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createLogger } from "./log";
import { redactAll, redactText } from "./redact";

const letters = (length: number, alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") => Array.from({ length }, (_, index) => alphabet[(index * 7 + length) % alphabet.length]).join("");
const hex = (length: number) => letters(length, "0123456789abcdef");
const upper = (length: number) => letters(length, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
/** Put together here, so that this file itself holds no secret's shape. */
const jwt = ["eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiJhZG1pbiJ9", letters(43)].join(".");
const pem = (kind: string, line = "\n") => [`-----BEGIN ${kind}-----`, letters(64), letters(64), `-----END ${kind}-----`].join(line);

/** A text that carries a secret, and the secret that must not be left. */
const shapes: readonly (readonly [name: string, text: string, secret: string])[] = [
  ["JSON web token", `token ${jwt} expired`, jwt],
  ["JSON web token in a cookie", `session=${jwt};`, jwt],
  ["service account token", `Authorization: Bearer ${jwt}`, jwt],
  ["AWS access key", `AKIA${upper(16)} denied`, `AKIA${upper(16)}`],
  ["AWS temporary key", `ASIA${upper(16)}`, `ASIA${upper(16)}`],
  ["AWS secret key", `aws_secret_access_key = ${letters(40)}`, letters(40)],
  ["AWS session token", `AWS_SESSION_TOKEN="${letters(200)}"`, letters(200)],
  ["AWS signed URL", `https://s3.example/x?X-Amz-Signature=${hex(64)}&a=1`, hex(64)],
  ["RSA key", pem("RSA PRIVATE KEY"), letters(64)],
  ["key without a kind", pem("PRIVATE KEY"), letters(64)],
  ["key in one JSON string", JSON.stringify({ key: pem("EC PRIVATE KEY") }), letters(64)],
  ["encrypted key", pem("ENCRYPTED PRIVATE KEY", "\nDEK-Info: AES-256-CBC\n"), letters(64)],
  ["OpenSSH key", pem("OPENSSH PRIVATE KEY"), letters(64)],
  ["PGP key", pem("PGP PRIVATE KEY BLOCK"), letters(64)],
  ["key that was cut off", pem("RSA PRIVATE KEY").slice(0, 150), letters(64)],
  ["database address", "connect postgres://shop:hunter2secret@db:5432/shop", "hunter2secret"],
  ["Redis address without a user", "redis://:hunter2secret@cache:6379", "hunter2secret"],
  ["basic auth in an address", "GET https://ops:hunter2secret@grafana.example/api", "hunter2secret"],
  ["basic auth header", `authorization: Basic ${letters(24)}`, letters(24)],
  ["API key header", `Authorization: ApiKey ${letters(20)}`, letters(20)],
  ["authorization in JSON, without a scheme", '{"authorization":"hunter2secret"}', "hunter2secret"],
  ["session cookie", "Cookie: awoooi.session_token=abcdefgh.ijklmnop", "abcdefgh.ijklmnop"],
  ["Telegram bot token", `https://api.telegram.org/bot123456789:${letters(35)}/getMe`, letters(35)],
  ["Telegram bot token alone", `987654321:${letters(35)}`, letters(35)],
  ["GitHub personal token", `ghp_${letters(36)}`, letters(36)],
  ["GitHub app token", `clone https://x-access-token:ghs_${letters(36)}@github.com/a/b`, letters(36)],
  ["GitHub fine-grained token", `github_pat_${letters(82)}`, letters(82)],
  ["GitLab token", `glpat-${letters(20)}`, letters(20)],
  ["Slack bot token", `xoxb-${letters(40)}`, letters(40)],
  ["Slack app token", `xapp-1-${letters(40)}`, letters(40)],
  ["Slack webhook", `https://hooks.slack.com/services/T00000000/B00000000/${letters(24)}`, letters(24)],
  ["Discord webhook", `https://discord.com/api/webhooks/123456789012345678/${letters(68)}`, letters(68)],
  ["Google API key", `AIza${letters(35)}`, letters(35)],
  ["Google access token", `ya29.${letters(60)}`, letters(60)],
  ["Azure storage key", `DefaultEndpointsProtocol=https;AccountKey=${letters(86)}==;`, letters(86)],
  ["SendGrid key", `SG.${letters(22)}.${letters(43)}`, letters(43)],
  ["Stripe key", `sk_live_${letters(24)}`, letters(24)],
  ["webhook signing secret", `whsec_${letters(32)}`, letters(32)],
  ["model key", `sk-proj-${letters(48)}`, letters(48)],
  ["Hugging Face token", `hf_${letters(34)}`, letters(34)],
  ["npm token", `//registry.npmjs.org/:_authToken=npm_${letters(36)}`, letters(36)],
  ["PyPI token", `pypi-AgE${letters(100)}`, letters(100)],
  ["Docker Hub token", `dckr_pat_${letters(27)}`, letters(27)],
  ["Vault token", `hvs.${letters(90)}`, letters(90)],
  ["Grafana service account", `glsa_${letters(32)}_${hex(8)}`, letters(32)],
  ["Sentry token", `sntrys_${letters(60)}`, letters(60)],
  ["DigitalOcean token", `dop_v1_${hex(64)}`, hex(64)],
  ["K3s node token", `K10${hex(64)}::server:${letters(32)}`, letters(32)],
  ["Kubernetes bootstrap token", `kubeadm join --token ${hex(6)}.${hex(16)}`, hex(16)],
  ["kubeconfig key", `client-key-data: ${letters(200)}`, letters(200)],
  ["kubeconfig token", `    token: ${letters(40)}`, letters(40)],
  ["our own token", `awo_${letters(43)}`, letters(43)],
  ["password in JSON", '{"password":"hunter2secret"}', "hunter2secret"],
  ["password in a flag", "mysql --password=hunter2secret -u root", "hunter2secret"],
  ["password in an environment", "DB_PASSWORD=hunter2secret", "hunter2secret"],
  ["client secret", "client_secret: hunter2secret", "hunter2secret"],
  ["key in a query", "https://api.example/v1?api_key=hunter2secret&x=1", "hunter2secret"],
];

describe("redactText", () => {
  test.each(shapes)("leaves nothing of a %s, alone, in prose or in JSON", (_name, text, secret) => {
    for (const carrier of [text, `before ${text} after`, JSON.stringify({ message: `it said ${text}!` })]) {
      const clean = redactText(carrier);
      expect(clean).not.toContain(secret);
      expect(clean).toContain("[redacted]");
      expect(redactText(clean)).toBe(clean);
    }
  });

  test("knows more than forty shapes", () => {
    expect(new Set(shapes.map(([name]) => name)).size).toBeGreaterThan(40);
  });

  test("keeps what operators read", () => {
    const plain = [
      "Pod shop/checkout-7c9f6d5b8-x2k4q restarted 5 times: OOMKilled (exit 137)",
      "rate(http_requests_total{service=\"checkout\",code=~\"5..\"}[5m]) > 0.05",
      "https://prometheus.example:9090/graph?g0.expr=up&g0.tab=1&g0.range_input=1h",
      "image registry.example/shop/checkout:v1.42.0@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
      "commit 3a95f55b1c0ffee0ddba11deadbeef0123456789 by bob@example.org",
      "inc_0190f5d0-0000-7000-8000-000000000001 urn:awoooi:problem:expired 2026-11-22T09:46:22.249Z",
      'secret "shop-db" not found; failed to sync secret cache: timed out waiting for the condition',
      "connection to 10.42.0.17:5432 refused, user=shop database=shop",
      "worker.notificationsvcs sk-storage-service-production-eu-central pypi-mirror-deployment-7c9f6d5b8",
      "shop.checkout.svc.cluster.local 10.42.0.17:9090 task-processing-service-production",
      "資料庫密碼錯誤，請重新登入",
    ];
    for (const text of plain) expect(redactText(text)).toBe(text);
  });

  test.each([
    ["one letter", "a".repeat(50_000)],
    ["key headers without keys", "-----BEGIN RSA PRIVATE KEY-----".repeat(1_600)],
    ["beginnings of web tokens", "-eyJaaaaaaaa".repeat(4_200)],
    ["web tokens that never end", `eyJ${"a".repeat(4_000)}.`.repeat(12)],
    ["addresses without a host", "http://a:b".repeat(5_000)],
    ["schemes", "a+b.c-".repeat(8_300)],
    ["half passwords", "password:".repeat(5_500)],
    ["headers", "authorization: bearer ".repeat(2_300)],
    ["cookies", "cookie: ".repeat(6_200)],
    ["digits and colons", "123456789:".repeat(5_000)],
    ["dotted words", "abcdef.abcdef".repeat(3_800)],
    ["dashes", "-".repeat(50_000)],
    ["spaces", " ".repeat(50_000)],
    ["random bytes", randomBytes(25_000).toString("hex")],
  ])("takes at most 50 ms for 50 kB of %s", (_name, attack) => {
    redactText(attack.slice(0, 1_000));
    const best = Math.min(...Array.from({ length: 3 }, () => {
      const startedAt = performance.now();
      redactText(attack);
      return performance.now() - startedAt;
    }));
    expect(best).toBeLessThan(50);
  });

  test("never fails and never grows on any text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 500 }), (text) => redactText(redactText(text)) === redactText(text)));
  });
});

describe("redactAll", () => {
  test("reaches every text of a plain value and leaves the rest", () => {
    const at = new Date(0);
    expect(redactAll({ a: ["Bearer 0123456789abcdef", 1, null, { deep: "token=abcdefgh" }], at, ok: true })).toEqual({ a: ["Bearer [redacted]", 1, null, { deep: "token=[redacted]" }], at, ok: true });
  });

  test.each(["password", "PASSWORD", "dbPassword", "db_passwd", "passphrase", "client-secret", "token", "accessToken", "X-Api-Key", "apiKey", "private_key", "credentials", "authorization", "Proxy-Authorization", "cookie", "Set-Cookie"])("leaves no text under the name %s, whatever it looks like", (name) => {
    expect(redactAll({ [name]: "plain", in: [{ [name]: ["one", "two"] }] })).toEqual({ [name]: "[redacted]", in: [{ [name]: ["[redacted]", "[redacted]"] }] });
  });

  test("keeps what only sounds like a secret", () => {
    const harmless = { tokenCount: "5", tokens: 3, secretName: "shop-db", passwordChangedAt: "2026-11-23", keyId: "abc", secret: { name: "shop-db" }, authorized: "yes", cookieless: true, key: "shop/checkout", password: "", token: null };
    expect(redactAll(harmless)).toEqual(harmless);
  });

  test("leaves nothing unread, however deep", () => {
    const nested = (depth: number): unknown => (depth === 0 ? "token=abcdefgh" : { in: [nested(depth - 1)] });
    expect(JSON.stringify(redactAll(nested(20)))).not.toContain("abcdefgh");
  });
});

describe("createLogger", () => {
  test("writes no secret of a field or an error, and one line of JSON for each", () => {
    const lines: string[] = [];
    const log = createLogger("test", "info", { write: (line) => void lines.push(line) });
    for (const [, text, secret] of shapes) {
      log.info({ outside: text, nested: { list: [text] }, err: new Error(`failed: ${text}`, { cause: new Error(text) }) }, "said");
      const line = lines.at(-1) ?? "";
      expect(line).not.toContain(secret);
      expect(line.trimEnd()).not.toContain("\n");
      expect(JSON.parse(line)).toMatchObject({ msg: "said" });
    }
    expect(lines).toHaveLength(shapes.length);
  });
});
