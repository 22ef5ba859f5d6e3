"use client";

import { useEffect, useState } from "react";

const restMs = 200;

/** A text once it has rested, so that a server is asked for words and not for letters. */
export function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), restMs);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
