import { actionCall, type ActionCall } from "@/lib/contracts/action";

/** Arguments by name, as a caller pins them. */
export type Pins = Readonly<Record<string, string | number>>;

/** Whether a pinned value asks for less than the frozen one: between where a scale starts and where it would end, or a shorter silence. */
function isNarrower(call: ActionCall, name: string, value: string | number): boolean {
  if (typeof value !== "number") return false;
  if (call.tool === "scale" && name === "toReplicas") {
    const { fromReplicas: from, toReplicas: to } = call.args;
    return value !== from && value >= Math.min(from, to) && value <= Math.max(from, to);
  }
  return call.tool === "silence" && name === "durationSeconds" && value <= call.args.durationSeconds;
}

/** The call as pins narrow it, or the names of the pins that would widen it. A pin that repeats the frozen argument narrows nothing and is fine. */
export function narrowCall(call: ActionCall, pins: Pins): { readonly call: ActionCall } | { readonly widening: readonly string[] } {
  const frozen = new Map<string, string | number>(Object.entries(call.args));
  const widening = Object.entries(pins).flatMap(([name, value]) => (frozen.get(name) === value || isNarrower(call, name, value) ? [] : [name]));
  if (widening.length > 0) return { widening };
  const narrowed = actionCall.safeParse({ tool: call.tool, args: { ...call.args, ...pins } });
  return narrowed.success ? { call: narrowed.data } : { widening: Object.keys(pins).filter((name) => frozen.get(name) !== pins[name]) };
}
