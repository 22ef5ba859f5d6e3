"use client";

import clsx from "clsx";
import { Check, TriangleAlert, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { Notice } from "@/lib/client/store/notices";
import { useNotices } from "@/lib/client/store/notices";

const shownMs = 8_000;

/** Short messages at the foot of the page, heard as they appear; each goes by itself unless somebody is at it. */
export function Notices() {
  const notices = useNotices((store) => store.notices);
  return (
    <div role="status" className="pointer-events-none fixed inset-x-0 bottom-0 z-50 mx-auto grid max-w-lg gap-2 p-4">
      {notices.map((notice) => (
        <NoticeLine key={notice.id} notice={notice} />
      ))}
    </div>
  );
}

function NoticeLine({ notice }: { notice: Notice }) {
  const t = useTranslations("shell");
  const remove = useNotices((store) => store.remove);
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => remove(notice.id), shownMs);
    return () => clearTimeout(timer);
  }, [held, notice.id, remove]);
  const failed = notice.tone === "failure";
  const Icon = failed ? TriangleAlert : Check;
  return (
    <div onPointerEnter={() => setHeld(true)} onPointerLeave={() => setHeld(false)} onFocus={() => setHeld(true)} onBlur={() => setHeld(false)} className={clsx("pointer-events-auto flex animate-surface items-center gap-3 rounded-lg border bg-shelf p-2 pl-4 text-small", failed ? "border-ember" : "border-edge")}>
      <Icon aria-hidden className={clsx("size-4 shrink-0", failed ? "text-ember" : "text-kelp")} />
      <p className="min-w-0 flex-1">{notice.text}</p>
      <button type="button" onClick={() => remove(notice.id)} aria-label={t("close")} className="row inline-flex aspect-square items-center justify-center rounded-md text-mist hover:bg-reef hover:text-foam">
        <X aria-hidden className="size-4" />
      </button>
    </div>
  );
}
