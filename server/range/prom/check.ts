import { isComparison, isSetOperator, type Expr, type ValueType } from "./ast";
import { parseError, unsupported } from "./errors";
import { isFunctionName, signatures, type Signature } from "./signatures";

const spoken: Record<ValueType, string> = { scalar: "scalar", vector: "instant vector", matrix: "range vector", string: "string" };

/** The type's name in Prometheus' messages. */
export function nameOfType(type: ValueType): string {
  return spoken[type];
}

/**
 * The type of an expression, after checking everything inside it.
 * @throws {QueryError} `bad_data` for a type mistake, `execution` for a function this engine does not know.
 */
export function checkTypes(expr: Expr): ValueType {
  switch (expr.kind) {
    case "number":
      return "scalar";
    case "string":
      return "string";
    case "selector":
      return "vector";
    case "range":
      return "matrix";
    case "subquery":
      expect(expr.body, "vector", "subquery");
      return "matrix";
    case "negate": {
      const type = checkTypes(expr.body);
      if (type !== "scalar" && type !== "vector") {
        throw parseError(0, `unary expression only allowed on expressions of type scalar or instant vector, got ${JSON.stringify(spoken[type])}`);
      }
      return type;
    }
    case "aggregate":
      if (expr.param) expect(expr.param, expr.op === "count_values" ? "string" : "scalar", "aggregation parameter");
      expect(expr.body, "vector", "aggregation expression");
      return "vector";
    case "call":
      return checkCall(expr.name, expr.args);
    case "binary":
      return checkBinary(expr);
  }
}

function checkCall(name: string, args: Expr[]): ValueType {
  if (!isFunctionName(name)) throw unsupported(`the function ${name}`);
  const signature: Signature = signatures[name];
  const least = signature.args.length - (signature.optional ?? 0);
  const tooMany = signature.variadic === undefined && args.length > signature.args.length;
  if (args.length < least || tooMany) {
    const atLeast = signature.optional || signature.variadic ? "at least " : "";
    throw parseError(0, `expected ${atLeast}${least} argument(s) in call to ${JSON.stringify(name)}, got ${args.length}`);
  }
  args.forEach((argument, index) => expect(argument, signature.args[Math.min(index, signature.args.length - 1)] ?? "scalar", `call to function ${JSON.stringify(name)}`));
  return signature.returns;
}

function checkBinary(expr: Expr & { kind: "binary" }): ValueType {
  const left = checkTypes(expr.left);
  const right = checkTypes(expr.right);
  for (const type of [left, right]) {
    if (type !== "scalar" && type !== "vector") throw parseError(0, "binary expression must contain only scalar and instant vector types");
  }
  if (isSetOperator(expr.op) && (left === "scalar" || right === "scalar")) throw parseError(0, `set operator ${JSON.stringify(expr.op)} not allowed in binary scalar expression`);
  if (left === "scalar" && right === "scalar") {
    if (isComparison(expr.op) && !expr.bool) throw parseError(0, "comparisons between scalars must use BOOL modifier");
    return "scalar";
  }
  const { matching } = expr;
  if ((left === "scalar" || right === "scalar") && (matching.mode === "on" || matching.labels.length > 0)) {
    throw parseError(0, "vector matching only allowed between instant vectors");
  }
  return "vector";
}

function expect(expr: Expr, wanted: ValueType, where: string): void {
  const type = checkTypes(expr);
  if (type !== wanted) throw parseError(0, `expected type ${spoken[wanted]} in ${where}, got ${spoken[type]}`);
}
