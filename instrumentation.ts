/** Next calls this once per process before the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === "nodejs") {
    const { startWeb } = await import("./server/web/web");
    startWeb();
  }
}
