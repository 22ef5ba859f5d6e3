import { setTimeout as sleep } from "node:timers/promises";

/** Asks until the answer is there; fails with `what` when it does not come in time. */
export async function eventually<T>(what: string, ask: () => Promise<T | null | undefined | false>, timeoutMs = 60_000, everyMs = 200): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  let last: unknown = "no answer";
  while (Date.now() < deadline) {
    try {
      const answer = await ask();
      if (answer !== null && answer !== undefined && answer !== false) return answer;
    } catch (error) {
      last = error;
    }
    await sleep(everyMs);
  }
  throw new Error(`${what} did not come true within ${timeoutMs} ms (${last instanceof Error ? last.message : String(last)})`);
}
