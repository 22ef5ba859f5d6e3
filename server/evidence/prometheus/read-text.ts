import { Rejected } from "@/server/platform/errors";

/**
 * The whole body of an answer as text.
 * @throws {Rejected} `unprocessable` when it is larger than `maxBytes`; the rest is not read
 */
export async function readText(response: Response, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > maxBytes) throw new Rejected("unprocessable", `The answer to the query is larger than ${maxBytes} bytes; ask for fewer series or a wider step.`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
