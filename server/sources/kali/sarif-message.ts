import { firstLineOf, lineOf } from "@/server/platform/inbound/text";
import { listOf, objectOf, type JsonObject } from "@/server/platform/inbound/value";
import type { SarifResult, SarifRun } from "./schema";

const maxLength = 1_000;

/** A result's message: its own text, else the rule's text of its id, with the arguments put in. */
export function messageOf(result: SarifResult, rule: JsonObject, run: SarifRun): string {
  const message = objectOf(result.message);
  const id = lineOf(message.id, 200);
  const named = id === "" ? {} : objectOf(ownOf(rule.messageStrings, id) ?? ownOf(run.tool.driver.globalMessageStrings, id));
  const text = firstLineOf([message.text, named.text, message.markdown], maxLength);
  const given = listOf(message.arguments);
  return lineOf(
    text.replace(/\{(\d{1,3})\}/g, (placeholder, index: string) => (Number(index) < given.length ? lineOf(given[Number(index)], maxLength) : placeholder)),
    maxLength,
  );
}

function ownOf(value: unknown, key: string): unknown {
  const object = objectOf(value);
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
