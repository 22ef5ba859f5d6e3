"use client";

import { Crash } from "@/components/states/crash";

export default function SettingsError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return <Crash digest={error.digest} onRetry={reset} />;
}
