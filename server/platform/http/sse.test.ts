import { describe, expect, test, vi } from "vitest";
import type { Principal } from "./principal";
import { eventStream } from "./sse";

describe("eventStream", () => {
  test("starts nothing for a HEAD request, whose body nobody reads", async () => {
    const feed = vi.fn(() => () => undefined);
    const response = eventStream({ operation: { id: "watch" }, request: new Request("http://localhost/stream", { method: "HEAD" }), principal: {} as Principal }, feed);
    expect(feed).not.toHaveBeenCalled();
    expect(response.body).toBeNull();
    expect(response.headers.get("content-type")).toContain("text/event-stream");
  });
});
