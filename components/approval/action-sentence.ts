"use client";

import { useTranslations } from "next-intl";
import type { Action } from "@/lib/contracts/action";

/** What an action would do, as one sentence; a tool this version does not know is named as it is. */
export function useActionSentence(): (action: Pick<Action, "tool" | "args">) => string {
  const t = useTranslations("action");
  return ({ tool, args }) => {
    const target = targetOf(args);
    switch (tool) {
      case "restart":
        return t("sentence.restart", { target });
      case "rollback":
        return t("sentence.rollback", { target, toRevision: String(args.toRevision ?? "?") });
      default:
        return t("sentenceUnknown", { tool: String(tool), target });
    }
  };
}

/** The target of an action as `namespace/name`. */
export function targetOf(args: Action["args"]): string {
  return [args.namespace, args.name].filter((part) => part !== undefined && part !== "").join("/");
}
