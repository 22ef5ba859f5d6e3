import { useLocale, useMessages, useTranslations } from "next-intl";
import { useMemo } from "react";
import type { Statement } from "../contracts/common";
import type { Lookup } from "./statement";
import { createLookup, sayStatement } from "./statement";

/** Where the words of each kind of statement live in messages; the first that knows a code wins. */
const groups = {
  finding: ["evidence.finding"],
  rootCause: ["decision.rootCause"],
  abstention: ["decision.abstention"],
  missing: ["evidence.missing"],
  settle: ["evidence.settle"],
  outcome: ["action.outcome", "decision.abstention"],
  consequence: ["approval.consequence"],
  remedy: ["policy.remedy"],
  joinReason: ["alert.joinReason"],
  event: ["event.type"],
  note: ["event.said", "action.outcome", "decision.abstention", "decision.rootCause", "evidence.finding", "alert.joinReason", "approval.consequence", "evidence.missing", "policy.rule"],
} as const satisfies Record<string, readonly string[]>;

export type StatementKind = keyof typeof groups;

export interface Say {
  /** A statement of the server in the reader's language. */
  statement: (kind: StatementKind, statement: Statement) => string;
  /** A code of the server (a rule, a factor, a status, a value) in words; the code itself when there are none. */
  code: (group: string, code: string | number) => string;
  /** Whether `group` has words for `code`. */
  knows: (group: string, code: string | number) => boolean;
}

/** Words for what only the server decides at run time. */
export function useSay(): Say {
  const translate = useTranslations();
  const messages = useMessages();
  const locale = useLocale();
  return useMemo(() => {
    const lookup = createLookup(translate as unknown as Lookup["say"], messages);
    const knows = (group: string, code: string | number) => /^[a-z][a-z0-9_.]*$/.test(String(code)) && lookup.message(`${group}.${code}`) !== undefined;
    return {
      statement: (kind, statement) => sayStatement(lookup, locale, groups[kind], statement),
      code: (group, code) => (knows(group, code) ? lookup.say(`${group}.${code}`) : String(code).replaceAll("_", " ")),
      knows,
    };
  }, [translate, messages, locale]);
}
