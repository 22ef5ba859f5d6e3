"use client";

import { Crash } from "@/components/states/crash";

export default function RootError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <main className="mx-auto w-full max-w-6xl px-4 md:px-8">
      <Crash digest={error.digest} onRetry={reset} />
    </main>
  );
}
