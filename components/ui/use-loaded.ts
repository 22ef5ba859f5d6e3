"use client";

import { useTranslations } from "next-intl";
import type { ComponentType } from "react";
import { useCallback, useRef, useState } from "react";
import { sayFailure } from "@/lib/client/store/notices";

/**
 * A part of the page that is only fetched when it is first asked for, so that the first load stays within its budget. When it cannot
 * be fetched that is said, the page goes on, and it can be asked for again.
 */
export function useLoaded<Props>(load: () => Promise<ComponentType<Props>>): [ComponentType<Props> | null, () => void] {
  const t = useTranslations("failure");
  const [part, setPart] = useState<{ component: ComponentType<Props> } | null>(null);
  const latest = useRef({ load, asked: false });
  const ask = useCallback(() => {
    if (latest.current.asked) return;
    latest.current.asked = true;
    latest.current.load().then(
      (component) => setPart({ component }),
      () => {
        latest.current.asked = false;
        sayFailure(t("part_unreachable"));
      },
    );
  }, [t]);
  return [part?.component ?? null, ask];
}
