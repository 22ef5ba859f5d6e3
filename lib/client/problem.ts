import type { Problem, ProblemCode } from "../contracts/problem";

/** An answer of the API that is not the one hoped for. */
export class ApiProblem extends Error {
  constructor(readonly problem: Problem) {
    super(problem.title);
    this.name = "ApiProblem";
  }
}

/** The API could not be reached at all, or answered with something that is not its own. */
export class ApiUnreachable extends Error {
  constructor(cause: unknown) {
    super("the API cannot be reached", { cause });
    this.name = "ApiUnreachable";
  }
}

/** Why a call failed, in one code that messages have words for. */
export type FailureCode = ProblemCode | "unreachable";

/** The code of whatever a call threw. */
export function failureCode(error: unknown): FailureCode {
  return error instanceof ApiProblem ? error.problem.code : "unreachable";
}
