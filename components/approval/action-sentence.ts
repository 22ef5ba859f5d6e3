"use client";

import { useLocale, useTranslations } from "next-intl";
import type { Action } from "@/lib/contracts/action";
import { sayDuration } from "@/lib/i18n/quantity";

/** What an action would do, as one sentence; a tool this version does not know is named as it is. */
export function useActionSentence(): (action: Pick<Action, "tool" | "args">) => string {
  const t = useTranslations("action");
  const tPlaybook = useTranslations("playbook.title");
  const locale = useLocale();
  return ({ tool, args }) => {
    const target = targetOf(args);
    switch (tool) {
      case "restart":
        return t("sentence.restart", { target });
      case "rollback":
        return t("sentence.rollback", { target, toRevision: String(args.toRevision ?? "?") });
      case "scale":
        return t("sentence.scale", { target, fromReplicas: Number(args.fromReplicas), toReplicas: Number(args.toReplicas) });
      case "silence":
        return t("sentence.silence", { target, alertname: String(args.alertname ?? "?"), duration: sayDuration(locale, Number(args.durationSeconds)) });
      case "run_playbook":
        return t("sentence.run_playbook", { target, playbook: args.playbook === "postgresql-recovery" ? tPlaybook("postgresql_recovery") : String(args.playbook ?? "?") });
      default:
        return t("sentenceUnknown", { tool: String(tool), target });
    }
  };
}

/** The target of an action as `namespace/name`. */
export function targetOf(args: Action["args"]): string {
  return [args.namespace, args.name].filter((part) => part !== undefined && part !== "").join("/");
}
