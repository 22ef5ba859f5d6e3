import { useTranslations } from "next-intl";
import type { Retention } from "@/lib/contracts/retention";
import { CopyBlock } from "../ui/copy-block";
import { TextLink } from "../ui/text-link";

/** How long each kind of thing is kept, where that is set, and where removals are on the log. */
export function RetentionTimes({ retention }: { retention: Retention }) {
  const t = useTranslations("retention");
  const rows = [
    { key: "inbox", hint: "inboxHint", value: t("days", { days: retention.inboxDays }) },
    { key: "signals", hint: "signalsHint", value: t("days", { days: retention.signalsDays }) },
    { key: "events", hint: "eventsHint", value: t("forever") },
  ] as const;
  return (
    <>
      <dl className="max-w-3xl border-t border-line">
        {rows.map(({ key, hint, value }) => (
          <div key={key} className="flex items-baseline justify-between gap-6 border-b border-line py-3">
            <dt>
              {t(key)}
              <span className="block text-caption text-mist">{t(hint)}</span>
            </dt>
            <dd className="text-lead whitespace-nowrap">{value}</dd>
          </div>
        ))}
      </dl>
      <div className="max-w-3xl">
        <CopyBlock label={t("change")} text={`AWOOOI_RETAIN_INBOX_DAYS=${retention.inboxDays} AWOOOI_RETAIN_SIGNALS_DAYS=${retention.signalsDays} npm start`} />
      </div>
      <div>
        <TextLink href="/audit?type=retention.completed">{t("log")}</TextLink>
      </div>
    </>
  );
}
