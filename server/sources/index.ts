import type { SourceName } from "@/lib/contracts/signal";
import { alertmanager } from "./alertmanager/adapter";
import { github } from "./github/adapter";
import { kali } from "./kali/adapter";
import { kubernetes } from "./kubernetes/adapter";
import type { SourcePort } from "./port";
import { sentry } from "./sentry/adapter";
import { signoz } from "./signoz/adapter";

/** Every source by its name; a new name in the contract does not compile until its adapter stands here. */
export const sources = { alertmanager, sentry, signoz, github, kubernetes, kali } satisfies Record<SourceName, SourcePort>;
