"use client";

import type { Statement } from "@/lib/contracts/common";
import type { StatementKind } from "@/lib/i18n/use-say";
import { useSay } from "@/lib/i18n/use-say";

/** A statement of the server in the reader's language. */
export function Said({ kind, statement }: { kind: StatementKind; statement: Statement }) {
  return useSay().statement(kind, statement);
}

/** A code of the server in words; without words for it, the code itself in plain letters. */
export function CodeWord({ group, code }: { group: string; code: string }) {
  return useSay().code(group, code);
}
