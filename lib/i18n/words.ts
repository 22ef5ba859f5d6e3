import type messages from "../../messages/zh-TW.json";

type Words = typeof messages;

/** What is said in front of the workspace and where a page is missing or broken. */
const door = ["shell", "locale", "state", "failure", "account"] as const satisfies readonly (keyof Words)[];

/** The words a browser needs before anybody is signed in; the workspace brings all of them. */
export function wordsOfDoor(all: Partial<Words>): Partial<Words> {
  return Object.fromEntries(door.map((noun) => [noun, all[noun]]));
}
