"use client";

import { Crash } from "@/components/states/crash";

export default function OneApprovalError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <main className="mx-auto w-full max-w-xl px-4">
      <Crash digest={error.digest} onRetry={reset} />
    </main>
  );
}
