import { describe, expect, test } from "vitest";
import { sourceName } from "@/lib/contracts/signal";
import { checkDelivery } from "@/server/inbox/accept";
import { probes } from "./probe";
import { sources } from "./index";
import { readDelivery } from "./port";

const secret = "a-secret-of-some-length";

describe("probes", () => {
  test.each(sourceName.options)("%s: opens its door, says nothing, and is another one each time", async (name) => {
    const source = sources[name];
    const { headers, body } = probes[name](secret, "one");
    const bytes = Buffer.from(body);
    expect(source.mediaTypes).toContain(headers["content-type"]);
    expect(source.authenticate(headers, bytes, ["another secret", secret])).toBe(1);
    const kind = source.kind(headers);
    expect((await checkDelivery(source, bytes, kind)).count).toBe(0);
    expect(await readDelivery(source, bytes, kind)).toMatchObject({ signals: [], findings: [] });
    const identity = (id: string) => {
      const probe = probes[name](secret, id);
      return source.deliveryId(probe.headers) ?? probe.body;
    };
    expect(identity("one")).not.toBe(identity("two"));
  });
});
