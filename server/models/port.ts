import { z } from "zod";
import { cause } from "@/lib/contracts/decision";
import { entityRef } from "@/lib/contracts/entity";

/**
 * What a language model may hand back: prose for a conclusion that code reached, and further explanations to be weighed by code. It has
 * no field for a tool, an argument, a risk, a verdict or a confidence, so it cannot propose an action or raise its own word; every
 * claim must name evidence that code collected.
 */
export const modelThoughts = z.strictObject({
  /** A few sentences for humans about the decision as it stands, in the asked language. */
  prose: z.string().max(4_000),
  /** Explanations worth another look. Code asks its own questions about them; they count nothing by themselves. */
  hypotheses: z
    .array(z.strictObject({ cause, entity: entityRef, evidenceIds: z.array(z.string().max(16)).min(1).max(20) }))
    .max(5),
});
export type ModelThoughts = z.infer<typeof modelThoughts>;

/** What a model is shown: the decision's own cited evidence and nothing else. Outside text in it is data, and marked as such. */
export interface ModelQuestion {
  readonly locale: "zh-TW" | "en";
  /** Codes and numbers of the conclusion, as `Statement`s rendered to JSON. */
  readonly conclusion: string;
  readonly evidence: readonly { readonly id: string; readonly system: string; readonly stance: "for" | "against"; readonly finding: string; readonly outsideText: string }[];
}

/**
 * One language model. The engine works the same without any.
 * `think` answers within its own time-out or throws `Unavailable`; it is never retried within a decision, and its answer is parsed with
 * `modelThoughts`, what does not parse is dropped. Nothing that it says reaches policy, risk, blast radius or an executor.
 */
export interface ModelPort {
  readonly name: string;
  think(question: ModelQuestion, signal: AbortSignal): Promise<ModelThoughts>;
}

/** What is left of a model's answer once it is held to the evidence that exists: an explanation that cites anything else is dropped, and whatever is no answer at all is nothing. */
export function heldToEvidence(answer: unknown, question: ModelQuestion): ModelThoughts | null {
  const parsed = modelThoughts.safeParse(answer);
  if (!parsed.success) return null;
  const known = new Set(question.evidence.map((evidence) => evidence.id));
  return { ...parsed.data, hypotheses: parsed.data.hypotheses.filter((hypothesis) => hypothesis.evidenceIds.every((id) => known.has(id))) };
}
