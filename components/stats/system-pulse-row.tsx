"use client";

import clsx from "clsx";
import { Clock } from "lucide-react";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { useNow } from "@/lib/client/clock";
import type { Pulse } from "@/lib/contracts/stats";
import { entityId } from "../entity/entity-name";
import { sayAge } from "@/lib/i18n/quantity";
import { secondsSince } from "@/lib/time";
import { Skeleton } from "../ui/skeleton";
import { WaveGlyph } from "./wave-glyph";

/** A worker reports every few seconds; silent for this long, calm may be blindness. */
const workerSilentSeconds = 60;

/** More names than this are no longer one line of life. */
const namedAtMost = 16;

/** One line of life: a wave per service, and what the machine digested. */
export function SystemPulseRow({ pulse, stale }: { pulse: Pulse | null; stale: boolean }) {
  const t = useTranslations("stats");
  if (pulse === null) return <Skeleton className="h-6 w-full max-w-3xl" />;
  return (
    <section aria-label={t("pulse")} className={clsx("grid gap-2 text-caption", stale && "**:text-silt!")}>
      {pulse.services.length === 0 ? (
        <p className="text-silt">{t("noServices")}</p>
      ) : (
        <Services services={pulse.services} />
      )}
      <PulseFacts pulse={pulse} stale={stale} />
    </section>
  );
}

/** What is not calm stands first and by name; what is calm goes without a name where there is little room for it. */
function Services({ services }: { services: Pulse["services"] }) {
  const t = useTranslations("stats");
  const uneasy = services.filter(({ state }) => state !== "calm");
  const calm = services.filter(({ state }) => state === "calm");
  const crowd = services.length > namedAtMost;
  return (
    <ul className="flex flex-wrap gap-x-5 gap-y-1">
      {uneasy.slice(0, namedAtMost).map((service) => (
        <Service key={entityId(service.entity)} service={service} />
      ))}
      {uneasy.length > namedAtMost && <li className="text-ember">{t("moreUneasy", { count: uneasy.length - namedAtMost })}</li>}
      {!crowd && calm.map((service) => <Service key={entityId(service.entity)} service={service} className="max-md:hidden" />)}
      {calm.length > 0 && (
        <li className={clsx("flex items-center gap-2 text-silt", !crowd && "md:hidden")}>
          <WaveGlyph state="calm" />
          {t("calmServices", { count: calm.length })}
        </li>
      )}
    </ul>
  );
}

function Service({ service: { entity, state }, className }: { service: Pulse["services"][number]; className?: string }) {
  const t = useTranslations("stats");
  return (
    <li className={clsx("flex items-center gap-2", className)}>
      <WaveGlyph state={state} />
      <span translate="no" className={state === "calm" ? "text-silt" : "text-foam"}>
        {entity.name}
      </span>
      <span className={clsx(state === "calm" && "sr-only", state === "troubled" && "text-ember", state === "acting" && "text-biolum")}>{t(`service.${state}`)}</span>
    </li>
  );
}

function PulseFacts({ pulse, stale }: { pulse: Pulse; stale: boolean }) {
  const t = useTranslations("stats");
  const tMode = useTranslations("automation.mode");
  const tFault = useTranslations("automation.fault");
  const format = useFormatter();
  return (
    <p className="flex flex-wrap gap-x-4 text-silt">
      <span>{t("digested", { count: pulse.digestedSignals })}</span>
      <span>{pulse.openIncidents === 0 ? t("noOpenIncidents") : t("openIncidents", { count: pulse.openIncidents })}</span>
      <span>{pulse.lastDeliveryAt === null ? t("noDelivery") : t("lastDelivery", { time: format.dateTime(new Date(pulse.lastDeliveryAt), "clock") })}</span>
      <span>{tMode(pulse.mode)}</span>
      {pulse.fault && <span className="text-ember">{tFault(pulse.fault)}</span>}
      {!stale && <WorkerSilence seenAt={pulse.workerSeenAt} />}
    </p>
  );
}

function WorkerSilence({ seenAt }: { seenAt: string | null }) {
  const t = useTranslations("stats");
  const locale = useLocale();
  const nowMs = useNow(5_000);
  const seconds = seenAt === null ? null : secondsSince(seenAt, nowMs);
  if (seconds !== null && seconds < workerSilentSeconds) return null;
  return (
    <span className="inline-flex items-center gap-1 text-ember">
      <Clock aria-hidden className="size-3.5" />
      {seconds === null ? t("workerNever") : t("workerSilent", { age: sayAge(locale, seconds) })}
    </span>
  );
}
