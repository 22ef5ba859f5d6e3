import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import type { ActionCall } from "@/lib/contracts/action";

/** SHA-256 (hex) of the RFC 8785 JSON of `{tool, args}`: equal calls have equal hashes whatever their key order. */
export function hashCall(call: ActionCall): string {
  return createHash("sha256").update(canonicalize({ tool: call.tool, args: call.args }) ?? "").digest("hex");
}
