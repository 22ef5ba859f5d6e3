import type { IncidentsStreamEvent } from "../contracts/incident";
import { goToSignIn } from "./navigation";
import { openSharedStream } from "./shared-stream";
import type { Stream } from "./stream";

/** Events arrive from our own server; whatever is not an object with a `type` is dropped, not trusted. */
function parseEvent(data: string): IncidentsStreamEvent | null {
  try {
    const event: unknown = JSON.parse(data);
    return typeof event === "object" && event !== null && "type" in event ? (event as IncidentsStreamEvent) : null;
  } catch {
    return null;
  }
}

/** Tells every change of incidents until the returned function is called; one connection for all tabs, gone with the page and back with it. */
export function followIncidents(onEvent: (event: IncidentsStreamEvent) => void): () => void {
  const open = (): Stream =>
    openSharedStream({
      name: "awoooi.incidents",
      url: "/api/v1/incidents/stream",
      // A tab that joins late reads its own list; what changes after that it is told.
      recall: () => [],
      onState: () => undefined,
      onContact: () => undefined,
      onUnauthenticated: goToSignIn,
      onEvent: ({ data }) => {
        const event = parseEvent(data);
        if (event !== null) onEvent(event);
      },
    });
  let stream = open();
  const hide = () => stream.close();
  const show = (event: PageTransitionEvent) => {
    if (event.persisted) stream = open();
  };
  const online = () => stream.retryNow();
  window.addEventListener("pagehide", hide);
  window.addEventListener("pageshow", show);
  window.addEventListener("online", online);
  return () => {
    window.removeEventListener("pagehide", hide);
    window.removeEventListener("pageshow", show);
    window.removeEventListener("online", online);
    stream.close();
  };
}
