import type { ApprovalsStreamEvent } from "../contracts/approval";
import { noteServerDate, serverNowMs } from "./clock";
import { goToSignIn } from "./navigation";
import { openSharedStream } from "./shared-stream";
import { useApprovals } from "./store/approvals";
import { useConnection } from "./store/connection";
import type { Stream } from "./stream";

/** Events arrive from our own server; whatever is not an object with a `type` is dropped, not trusted. */
function parseEvent(data: string): ApprovalsStreamEvent | null {
  try {
    const event: unknown = JSON.parse(data);
    return typeof event === "object" && event !== null && "type" in event ? (event as ApprovalsStreamEvent) : null;
  } catch {
    return null;
  }
}

function recall() {
  const { view } = useApprovals.getState();
  if (!view.ready || view.autonomy === null || view.pulse === null) return [];
  const snapshot: ApprovalsStreamEvent = { type: "approvals.snapshot", approvals: Object.values(view.approvals), autonomy: view.autonomy, pulse: view.pulse };
  return [{ type: snapshot.type, data: JSON.stringify(snapshot) }];
}

function open(onEvent: (event: ApprovalsStreamEvent) => void): Stream {
  const connection = useConnection.getState();
  const stream = openSharedStream({
    name: "awoooi.approvals",
    url: "/api/v1/approvals/stream",
    recall,
    onState: connection.setState,
    onContact: (date) => {
      if (useConnection.getState().contactAtMs === null) noteServerDate(date);
      connection.contact(serverNowMs());
    },
    onUnauthenticated: goToSignIn,
    onEvent: ({ data }) => {
      const event = parseEvent(data);
      if (event === null) return;
      useApprovals.getState().apply(event);
      onEvent(event);
    },
  });
  connection.setRetry(stream.retryNow);
  return stream;
}

/** Feeds the stores from the approvals stream until the returned function is called; leaves with the page and returns with it. */
export function startApprovalsFeed(onEvent: (event: ApprovalsStreamEvent) => void): () => void {
  let stream = open(onEvent);
  const hide = () => stream.close();
  const show = (event: PageTransitionEvent) => {
    if (event.persisted) stream = open(onEvent);
  };
  const online = () => stream.retryNow();
  const offline = () => stream.wentOffline();
  window.addEventListener("pagehide", hide);
  window.addEventListener("pageshow", show);
  window.addEventListener("online", online);
  window.addEventListener("offline", offline);
  return () => {
    window.removeEventListener("pagehide", hide);
    window.removeEventListener("pageshow", show);
    window.removeEventListener("online", online);
    window.removeEventListener("offline", offline);
    stream.close();
  };
}
