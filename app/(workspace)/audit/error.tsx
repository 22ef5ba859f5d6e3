"use client";

import { Crash } from "@/components/states/crash";
import { Page } from "@/components/ui/page";

export default function AuditError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <Page>
      <Crash digest={error.digest} onRetry={reset} />
    </Page>
  );
}
