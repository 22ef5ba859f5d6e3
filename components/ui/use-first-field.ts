"use client";

import type { RefObject } from "react";
import { useEffect, useRef } from "react";

/** Puts the focus on the first field of a form in a dialog, which else begins at the button that closes it. */
export function useFirstField(): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector<HTMLElement>("input, select, textarea")?.focus(), []);
  return form;
}
