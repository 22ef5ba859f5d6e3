"use client";

import { useSay } from "@/lib/i18n/use-say";

const ownAlarms = "incident.own";

/** What an incident is called: the alert's own name, as its sender wrote it, and an alarm of our own in the reader's words. */
export function IncidentTitle({ title }: { title: string }) {
  const say = useSay();
  return <>{say.knows(ownAlarms, title) ? say.code(ownAlarms, title) : title}</>;
}
