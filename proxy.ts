import { NextResponse, type NextRequest } from "next/server";

const development = process.env.NODE_ENV === "development";

/** What a page may load and run: its own, and scripts that carry the nonce of this one answer. */
function policyFor(nonce: string): string {
  return [
    "default-src 'self'",
    // React compiles error overlays at run time while developing.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    development ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    // Positions and widths that are computed; an attribute can neither load nor run anything.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${development ? " ws:" : ""}`,
    "frame-src 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join("; ");
}

/**
 * Gives every page a content security policy with a nonce of its own, and nothing else: who may see a page is decided by the page.
 * The nonce reaches Next by the policy among the request's headers, in place of whatever the client sent there.
 */
export function proxy(request: NextRequest): NextResponse {
  const policy = policyFor(Buffer.from(crypto.randomUUID()).toString("base64"));
  const headers = new Headers(request.headers);
  headers.delete("x-nonce");
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

export const config = {
  // The API answers with no page, and neither it nor what is static needs a nonce; their headers are in next.config.js.
  matcher: ["/((?!api/|_next/static/|healthz$|readyz$|metrics$|icon\\.svg$|icon-waiting\\.svg$).*)"],
};
