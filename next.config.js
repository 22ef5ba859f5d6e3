import createNextIntlPlugin from "next-intl/plugin";

const withNextIntl = createNextIntlPlugin("./lib/i18n/request.ts");

/** Sent with every answer. Scripts are not restricted here: their nonce is set per request. */
const securityHeaders = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Content-Security-Policy", value: "frame-src 'none'; frame-ancestors 'none'; object-src 'none'; base-uri 'none'" },
];

/** @type {import("next").NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  images: { unoptimized: true },
  devIndicators: false,
  // `npm run verify` checks the types of the whole house; checking them again here would only delay a first start.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ["pg", "ioredis", "pino", "@kubernetes/client-node", "better-auth"],
  headers: async () => [{ source: "/:path*", headers: securityHeaders }],
  rewrites: async () => [
    { source: "/healthz", destination: "/api/v1/healthz" },
    { source: "/readyz", destination: "/api/v1/readyz" },
  ],
};

export default withNextIntl(config);
