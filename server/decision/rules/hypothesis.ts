import type { Statement } from "@/lib/contracts/common";
import type { Cause, Evidence } from "@/lib/contracts/decision";
import type { EntityRef } from "@/lib/contracts/entity";
import type { Revision } from "../../evidence/port";
import type { EntityObservation } from "./scene";

/** A piece of evidence before it has an id. `weight` is what it adds to the log-odds of its hypothesis; negative speaks against. */
export interface Clue {
  readonly weight: number;
  readonly system: Evidence["system"];
  readonly query: string;
  readonly excerpt: string;
  readonly url: string | null;
  readonly finding: Statement;
  readonly entity: EntityRef;
}

/** One explanation with all that speaks for and against it. */
export interface Hypothesis {
  readonly cause: Cause;
  readonly observation: EntityObservation;
  readonly clues: readonly Clue[];
  readonly confidenceRatio: number;
  /** The newest older revision without the change that is blamed, to go back to; null when no revision is to blame or none is left. */
  readonly goodRevision: Revision | null;
}

/** Log-odds of any one explanation before there is evidence: about one in six. */
const priorLogOdds = -1.6;

/** Evidence from outside is never proof; a certain machine would teach its commander to stop reading. */
const mostConfident = 0.95;

/** The confidence that clues add up to: more weight for never lowers it, more against never raises it. */
export function confidenceOf(clues: readonly Pick<Clue, "weight">[]): number {
  const logOdds = clues.reduce((sum, clue) => sum + clue.weight, priorLogOdds);
  return Math.round(Math.min(mostConfident, 1 / (1 + Math.exp(-logOdds))) * 100) / 100;
}
