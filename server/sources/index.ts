import type { SourceName } from "@/lib/contracts/signal";
import { alertmanager } from "./alertmanager/adapter";
import type { SourcePort } from "./port";

/** Every source by its name; a new name in the contract does not compile until its adapter stands here. */
export const sources = { alertmanager } satisfies Record<SourceName, SourcePort>;
