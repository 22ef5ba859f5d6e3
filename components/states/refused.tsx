"use client";

import { useTranslations } from "next-intl";
import { ApiProblem, failureCode } from "@/lib/client/problem";

export interface RefusedProps {
  /** What a call threw; null while nothing did. */
  error: unknown;
  /** What the refusal means here, where it can be said better than by its code. */
  words?: string | undefined;
}

/** Why the server did not do it: in words, each field it did not take, and the number that finds the log line. */
export function Refused({ error, words }: RefusedProps) {
  const t = useTranslations("failure");
  const tSettings = useTranslations("settings");
  if (error === null || error === undefined) return null;
  const problem = error instanceof ApiProblem ? error.problem : null;
  const request = problem === null ? null : tSettings("requestId", { id: problem.requestId });
  return (
    <div role="alert" className="grid gap-1 border-l-2 border-ember py-1 pl-3 text-small">
      <p className="text-ember">{words ?? t(failureCode(error))}</p>
      {problem?.issues.map(({ path, message }) => (
        <p key={`${path} ${message}`} lang="en" translate="no" className="font-mono text-caption text-mist">
          {path}: {message}
        </p>
      ))}
      {request !== null && <p className="text-caption text-silt">{request}</p>}
    </div>
  );
}
