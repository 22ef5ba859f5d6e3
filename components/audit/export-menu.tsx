"use client";

import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "../ui/button";
import { Popover } from "../ui/popover";

/** The forms in which the log can be taken away. */
export type ExportFormat = "jsonl" | "csv";
const formats = [
  { format: "jsonl", name: "JSON Lines" },
  { format: "csv", name: "CSV" },
] as const satisfies readonly { format: ExportFormat; name: string }[];

export interface ExportMenuProps {
  /** Entries so far; null while none is made. */
  count: number | null;
  onExport: (format: ExportFormat) => void;
  onStop: () => void;
}

/** Takes what the filter finds away as a file. */
export function ExportMenu({ count, onExport, onStop }: ExportMenuProps) {
  const t = useTranslations("audit");
  if (count !== null)
    return (
      <>
        <span aria-live="polite" className="text-small text-mist">
          {t("exporting", { count })}
        </span>
        <Button onClick={onStop}>{t("stop")}</Button>
      </>
    );
  return (
    <Popover
      label={t("export")}
      align="end"
      triggerClassName="row inline-flex items-center gap-2 rounded-md border border-edge px-3 text-small hover:bg-reef"
      trigger={
        <>
          <Download aria-hidden className="size-4" />
          {t("export")}
        </>
      }
    >
      {(close) => (
        <div className="grid gap-2">
          <p className="text-caption text-mist">{t("exportHint")}</p>
          {formats.map(({ format, name }) => (
            <Button
              key={format}
              onClick={() => {
                close();
                onExport(format);
              }}
            >
              {t("exportAs", { format: name })}
            </Button>
          ))}
        </div>
      )}
    </Popover>
  );
}
