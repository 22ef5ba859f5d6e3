import type { Role } from "@/lib/contracts/common";
import type { RiskTier } from "@/lib/contracts/decision";

/** How much a person has to do to say yes; the risk decides. */
export type Friction = "press" | "hold" | "type";

/** Low and medium risk are one key (and an undo), high is held, critical is typed. */
export function frictionOf(tier: RiskTier): Friction {
  switch (tier) {
    case "low":
    case "medium":
      return "press";
    case "high":
      return "hold";
    case "critical":
      return "type";
  }
}

/** Operators decide low and medium risks, commanders decide all, viewers none. */
export function mayDecide(role: Role, tier: RiskTier): boolean {
  return role === "commander" || (role === "operator" && (tier === "low" || tier === "medium"));
}

/** What a denial may give as its reason; the server keeps the code, the reader's language says it. */
export const denyReasons = ["wrong_cause", "wrong_time", "own_hands", "too_risky"] as const;

/** The reason code that words are known for, or nothing: other channels may say it in their own words. */
export function knownReason(reason: string | null | undefined): (typeof denyReasons)[number] | undefined {
  return denyReasons.find((code) => code === reason);
}

/** What the controls of a card are asking for right now. */
export type ControlMode = "idle" | "confirming" | "typing" | "denying";

/** What the approve key does in a mode: decide, or ask for the next step. */
export function onApproveKey(friction: Friction, mode: ControlMode): "decide" | ControlMode {
  switch (friction) {
    case "press":
      return "decide";
    case "hold":
      return mode === "confirming" ? "decide" : "confirming";
    case "type":
      return "typing";
  }
}
