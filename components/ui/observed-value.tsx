"use client";

import { useFormatter } from "next-intl";
import { useSay } from "@/lib/i18n/use-say";

const values = "policy.value";

/** What a rule or a factor saw: a number as a number, a known word in the reader's language, anything else as it came. */
export function ObservedValue({ value }: { value: string | number }) {
  const say = useSay();
  const format = useFormatter();
  if (typeof value === "number") return format.number(value, { maximumFractionDigits: 2 });
  return say.knows(values, value) ? say.code(values, value) : value;
}
