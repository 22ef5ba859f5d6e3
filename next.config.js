import createNextIntlPlugin from "next-intl/plugin";

/** Messages are parsed when the app is built, so that no browser downloads a parser for them. */
const withNextIntl = createNextIntlPlugin({
  requestConfig: "./lib/i18n/request.ts",
  experimental: { messages: { path: "./messages", format: "json", locales: "infer", sourceLocale: "zh-TW", precompile: true } },
});

/** Sent with every answer. Browsers mind Strict-Transport-Security over https only, so it stands here for whoever has it. */
const securityHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Strict-Transport-Security", value: "max-age=31536000" },
  { key: "Permissions-Policy", value: "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()" },
];

/** What is no page may load nothing at all; the policy of pages has a nonce and is made in proxy.ts. */
const dataPolicy = { key: "Content-Security-Policy", value: "default-src 'none'; frame-src 'none'; frame-ancestors 'none'; object-src 'none'; base-uri 'none'; form-action 'none'" };
const noPages = ["/api/:path*", "/_next/static/:path*", "/healthz", "/readyz", "/metrics", "/icon.svg", "/icon-waiting.svg"];

/** @type {import("next").NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  images: { unoptimized: true },
  devIndicators: false,
  experimental: { authInterrupts: true },
  // `npm run verify` checks the types of the whole house; checking them again here would only delay a first start.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ["pg", "ioredis", "pino", "prom-client", "@kubernetes/client-node", "better-auth"],
  // Loading all routes before the first request would double the time to ready; each costs its first visitor some milliseconds.
  experimental: { preloadEntriesOnStart: false },
  headers: async () => [{ source: "/:path*", headers: securityHeaders }, ...noPages.map((source) => ({ source, headers: [dataPolicy] }))],
  rewrites: async () => [
    { source: "/healthz", destination: "/api/v1/healthz" },
    { source: "/readyz", destination: "/api/v1/readyz" },
    { source: "/metrics", destination: "/api/v1/metrics" },
  ],
};

export default withNextIntl(config);
