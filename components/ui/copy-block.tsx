"use client";

import { Check, Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "./button";

const confirmedMs = 2_000;

/** Text made to be pasted elsewhere, as it is typed, with a button that copies it. */
export function CopyBlock({ label, text }: { label: string; text: string }) {
  const t = useTranslations("shell");
  const [copied, setCopied] = useState(false);
  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      setTimeout(() => setCopied(false), confirmedMs);
    } catch {
      // Without leave to write the clipboard the text can still be selected.
      setCopied(false);
    }
  }
  const Icon = copied ? Check : Copy;
  return (
    <figure className="grid gap-1">
      <figcaption className="flex items-center justify-between gap-4 text-caption text-silt">
        {label}
        <Button look="quiet" onClick={() => void copy()}>
          <Icon aria-hidden className="size-4" />
          <span aria-live="polite">{copied ? t("copied") : t("copy")}</span>
        </Button>
      </figcaption>
      <pre translate="no" tabIndex={0} aria-label={label} className="max-h-96 overflow-auto rounded-md bg-reef p-3 font-mono text-caption text-foam select-all">
        {text}
      </pre>
    </figure>
  );
}
