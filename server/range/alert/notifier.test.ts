import { describe, expect, test } from "vitest";
import type { Delivery } from "./deliver";
import { Notifier } from "./notifier";
import type { NotifiedAlert } from "./webhook-body";

const alert = (service: string, endsAt?: number): NotifiedAlert => ({
  fingerprint: service,
  labels: { alertname: "A", cluster: "range", namespace: "shop", service },
  annotations: {},
  startsAt: 0,
  endsAt,
  generatorURL: "",
});

interface Sent {
  at: number;
  status: string;
  services: string[];
}

/** A notifier in virtual time; `answers` are used up one per delivery, then everything is accepted. */
function bench(answers: Delivery["outcome"][] = []) {
  const sent: Sent[] = [];
  let now = 0;
  let held: (() => void) | undefined;
  const state: { hold: boolean; muted: string[] } = { hold: false, muted: [] };
  const notifier = new Notifier({
    deliver: async (body) => {
      const parsed = JSON.parse(body) as { status: string; alerts: { status: string; labels: Record<string, string> }[] };
      sent.push({ at: now, status: parsed.status, services: parsed.alerts.map((one) => `${one.labels["service"] ?? ""}:${one.status}`) });
      if (state.hold) await new Promise<void>((resolve) => (held = resolve));
      const outcome = answers.shift() ?? "accepted";
      return outcome === "accepted" ? { outcome } : { outcome, reason: "test" };
    },
    externalURL: "http://a",
    report: () => undefined,
    maxAlerts: 0,
    isMuted: (one) => state.muted.includes(one.fingerprint),
  });
  const pass = async (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      now += 1_000;
      notifier.tick(now);
      if (!state.hold) await notifier.idle();
    }
  };
  return { notifier, sent, pass, state, release: () => held?.(), receive: (alerts: NotifiedAlert[]) => notifier.receive(alerts, now) };
}

describe("Notifier", () => {
  test("waits for company, then says a group once and its resolution once", async () => {
    const { sent, pass, receive } = bench();
    receive([alert("a")]);
    await pass(1);
    receive([alert("a"), alert("b")]);
    await pass(30);
    expect(sent).toEqual([{ at: 2_000, status: "firing", services: ["a:firing", "b:firing"] }]);
    receive([alert("a", 31_000)]);
    await pass(10);
    receive([alert("b", 41_000)]);
    await pass(10);
    expect(sent.slice(1).map(({ status, services }) => ({ status, services }))).toEqual([
      { status: "firing", services: ["a:resolved", "b:firing"] },
      { status: "resolved", services: ["b:resolved"] },
    ]);
    await pass(120);
    expect(sent).toHaveLength(3);
  });

  test("repeats an unchanged firing group after the repeat interval", async () => {
    const { sent, pass, receive } = bench();
    receive([alert("a")]);
    await pass(70);
    expect(sent.map((one) => one.at)).toEqual([2_000, 62_000]);
  });

  test("never announces an alert that resolved before it was said", async () => {
    const { sent, pass, receive } = bench();
    receive([alert("a")]);
    receive([alert("a", 500)]);
    receive([alert("b", 500)]);
    await pass(30);
    expect(sent).toEqual([]);
  });

  test("tries again with growing pauses while the receiver is unavailable", async () => {
    const { sent, pass, receive } = bench(["unavailable", "unavailable", "unavailable"]);
    receive([alert("a")]);
    await pass(20);
    expect(sent.map((one) => one.at)).toEqual([2_000, 3_000, 5_000, 9_000]);
  });

  test("does not try a refused notification again before the next group interval", async () => {
    const { sent, pass, receive } = bench(["refused"]);
    receive([alert("a")]);
    await pass(10);
    expect(sent.map((one) => one.at)).toEqual([2_000, 7_000]);
  });

  test("keeps a resolution until it was acknowledged", async () => {
    const { sent, pass, receive } = bench(["accepted", "unavailable"]);
    receive([alert("a")]);
    await pass(4);
    receive([alert("a", 4_000)]);
    await pass(20);
    expect(sent.map((one) => one.status)).toEqual(["firing", "resolved", "resolved"]);
  });

  test("leaves a silenced alert out, says nothing when all are, and speaks again after the silence", async () => {
    const { sent, pass, receive, state } = bench();
    state.muted = ["a", "b"];
    receive([alert("a"), alert("b")]);
    await pass(20);
    expect(sent).toEqual([]);
    state.muted = ["a"];
    await pass(10);
    expect(sent.map((one) => one.services)).toEqual([["b:firing"]]);
    state.muted = [];
    await pass(10);
    expect(sent.at(-1)?.services).toEqual(["a:firing", "b:firing"]);
    state.muted = ["b"];
    receive([alert("b", 40_000)]);
    await pass(30);
    expect(sent).toHaveLength(2);
  });

  test("has one delivery per group under way and keeps what came meanwhile", async () => {
    const { sent, pass, receive, state, release, notifier } = bench();
    state.hold = true;
    receive([alert("a")]);
    await pass(5);
    receive([alert("a", 5_000)]);
    await pass(20);
    expect(sent).toHaveLength(1);
    state.hold = false;
    release();
    await notifier.idle();
    await pass(10);
    expect(sent.map((one) => one.services)).toEqual([["a:firing"], ["a:resolved"]]);
  });

  test("does not repeat after a restart what was acknowledged before", async () => {
    const first = bench();
    first.receive([alert("a")]);
    await first.pass(3);
    const second = bench();
    second.notifier.restore(JSON.parse(JSON.stringify(first.notifier.save())) as ReturnType<Notifier["save"]>);
    await second.pass(20);
    expect(second.sent).toEqual([]);
  });
});
