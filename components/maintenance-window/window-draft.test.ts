import { describe, expect, test } from "vitest";
import type { MaintenanceWindow } from "@/lib/contracts/maintenance-window";
import { checkDraft, draftOf, freshDraft } from "./window-draft";

const now = Date.parse("2026-11-23T02:41:10Z");
const fresh = { ...freshDraft(now, "live"), name: "upgrade" };

describe("checkDraft", () => {
  test("makes of what was typed the window it means, in the workspace's zone", () => {
    expect(checkDraft({ ...fresh, cluster: " prod ", namespace: "shop" }).window).toEqual({ name: "upgrade", origin: "live", scope: { kind: "namespace", cluster: "prod", namespace: "shop" }, reason: "", startsAt: "2026-11-23T02:41:00.000Z", endsAt: "2026-11-23T03:41:00.000Z" });
    expect(checkDraft({ ...fresh, kind: "entities", entities: "prod/workload/shop/checkout\n\n prod/node//n1 " }).window?.scope).toEqual({
      kind: "entities",
      entities: [
        { cluster: "prod", kind: "workload", namespace: "shop", name: "checkout" },
        { cluster: "prod", kind: "node", namespace: "", name: "n1" },
      ],
    });
  });

  test("names each part that is wrong", () => {
    expect(checkDraft({ ...fresh, name: " " }).faults).toEqual(new Set(["name", "scope"]));
    expect(checkDraft({ ...fresh, kind: "entities", entities: "checkout" }).faults).toEqual(new Set(["scope"]));
    expect(checkDraft({ ...fresh, kind: "all", endsAt: fresh.startsAt }).faults).toEqual(new Set(["endsAt"]));
    expect(checkDraft({ ...fresh, kind: "all", endsAt: "2027-11-23T10:00" }).faults).toEqual(new Set(["endsAt"]));
    expect(checkDraft({ ...fresh, kind: "all", startsAt: "" }).faults).toEqual(new Set(["startsAt"]));
  });
});

describe("draftOf", () => {
  test("brings a window back as it was", () => {
    const { window } = checkDraft({ ...fresh, cluster: "arn:aws/prod", namespace: "shop", reason: "disks" });
    expect(checkDraft(draftOf(window as unknown as MaintenanceWindow)).window).toEqual(window);
    const entities = checkDraft({ ...fresh, kind: "entities", entities: "a%2Fb/workload/shop/checkout" }).window;
    expect(checkDraft(draftOf(entities as unknown as MaintenanceWindow)).window).toEqual(entities);
  });
});
