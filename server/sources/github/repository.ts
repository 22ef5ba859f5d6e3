import { lineOf } from "@/server/platform/inbound/text";
import type { JsonObject } from "@/server/platform/inbound/value";

/** The default branch of a repository; where a body does not say, either of the two usual names is taken for it. */
export function isDefaultBranch(repository: JsonObject, branch: string): boolean {
  const told = lineOf(repository.default_branch, 255);
  return told === "" ? branch === "main" || branch === "master" : branch === told;
}

/** Where a change came from: the repository by its full name, and its short name as the service that it most likely is. */
export function repositoryLabels(repository: JsonObject & { full_name: string }): JsonObject {
  return { repository: repository.full_name, service: repository.name ?? repository.full_name.split("/").at(-1) };
}
