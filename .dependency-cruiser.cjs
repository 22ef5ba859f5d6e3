/** The dependency law: who may import whom. Every rule is an error and there is no baseline. */

const nouns = ["event", "account", "inbox", "topology", "maintenance-window", "policy", "alert", "signal", "finding", "incident", "decision", "action", "approval", "stats"];
const adapters = "sources|evidence|executors|models";
const anyNoun = nouns.join("|");
/** What several sources share: a body that several vendors send, and what becomes of a critical finding. It knows no vendor. */
const sharedBySources = ["^server/sources/alertmanager-v4/", "^server/sources/critical-finding\\.ts$"];
const testFiles = "\\.test\\.tsx?$";

const rule = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

/** A noun may use the verbs of those before it, never of those after it. */
const nounOrder = nouns.slice(0, -1).map((noun, position) =>
  rule(
    `${noun}-imports-no-later-noun`,
    `server/${noun} comes before ${nouns.slice(position + 1).join(", ")} and must not know them.`,
    { path: `^server/${noun}/` },
    { path: `^server/(${nouns.slice(position + 1).join("|")})/` },
  ),
);

module.exports = {
  forbidden: [
    rule("no-circular", "A circle has no first file to understand.", {}, { circular: true }),
    rule("no-unresolvable", "An import that leads nowhere.", {}, { couldNotResolve: true, pathNot: "^(next|geist|@fontsource-variable)(/|$)" }),

    rule("app-calls-verbs", "A door calls a noun's verb with what the web process gives it; it knows no adapter and no other process.", { path: "^app/", pathNot: testFiles }, { path: "^server/", pathNot: `^server/(${anyNoun}|web|platform/(http|auth))/` }),
    rule("components-stay-in-front", "components import lib and components.", { path: "^components/" }, { path: "^(app|server|scripts)/" }),
    rule("lib-imports-nobody", "lib imports nobody in the house.", { path: "^lib/" }, { path: "^(app|components|server|scripts)/" }),
    rule(
      "lib-does-no-io",
      "Only lib/client talks to the network, storage or a UI store; the rest of lib runs anywhere.",
      { path: "^lib/", pathNot: ["^lib/client/", testFiles] },
      { path: "(^|/)node_modules/(@tanstack|zustand|eventsource-parser|better-auth|react-dom|pg|ioredis|pino|drizzle-orm|@kubernetes)(/|$)" },
    ),
    rule("lib-runs-anywhere", "lib uses no Node built-ins.", { path: "^lib/", pathNot: testFiles }, { dependencyTypes: ["core"] }),
    rule("lib-client-is-for-faces", "The server has no browser.", { path: "^server/" }, { path: "^lib/client/" }),
    rule("server-never-looks-up", "server imports neither app nor components.", { path: "^server/" }, { path: "^(app|components)/" }),

    ...nounOrder,
    rule(
      "noun-stays-home",
      "A noun imports platform, lib, ports and earlier nouns; adapters and processes only meet it in the container.",
      { path: `^server/(${anyNoun})/`, pathNot: testFiles },
      { path: "^server/", pathNot: [`^server/(${anyNoun}|platform)/`, `^server/(${adapters})/port\\.ts$`] },
    ),
    rule(
      "adapter-knows-its-port-only",
      "A source, evidence or executor vendor imports its own folder, its port, platform and lib.",
      { path: `^server/(${adapters})/([^/]+)/`, pathNot: testFiles },
      { path: "^server/", pathNot: ["^server/$1/$2/", "^server/$1/port\\.ts$", "^server/platform/", ...sharedBySources] },
    ),
    rule("shared-by-sources-is-for-sources", "Only sources read what sources share.", { path: "^server/", pathNot: ["^server/sources/[^/]+/", testFiles] }, { path: sharedBySources }),
    rule(
      "adapter-folder-is-closed",
      "A port and a registry import their own folder, platform and lib.",
      { path: `^server/(${adapters})/[^/]+\\.ts$`, pathNot: testFiles },
      { path: "^server/", pathNot: ["^server/$1/", "^server/platform/"] },
    ),
    rule(
      "only-container-knows-adapters",
      "Only the composition root knows adapters.",
      { path: "^server/", pathNot: [`^server/container(/|\\.ts$)`, `^server/(${adapters})/`, testFiles] },
      { path: `^server/(${adapters})/`, pathNot: `^server/(${adapters})/port\\.ts$` },
    ),
    rule(
      "no-model-decides",
      "Ranking, policy, actions and executors work from facts; what a language model says never reaches them.",
      { path: "^server/(decision/rules|topology|policy|action|approval|executors)/" },
      { path: "^server/models/" },
    ),
    rule(
      "container-is-the-top",
      "Only processes and doors import the container.",
      { path: "^server/", pathNot: ["^server/container(/|\\.ts$)", "^server/(worker|ingress|web|cli)/", testFiles] },
      { path: "^server/container(/|\\.ts$)" },
    ),
    rule(
      "process-knows-container-and-nouns",
      "worker, ingress, web and cli import container, nouns, ports, platform and lib.",
      { path: "^server/(worker|ingress|web|cli)/", pathNot: testFiles },
      { path: "^server/", pathNot: ["^server/$1/", "^server/container(/|\\.ts$)", `^server/(${anyNoun}|platform)/`, `^server/(${adapters})/port\\.ts$`] },
    ),
    rule(
      "platform-knows-no-noun",
      "Platform serves everyone and knows nobody.",
      { path: "^server/platform/", pathNot: testFiles },
      { path: "^server/", pathNot: "^server/platform/" },
    ),
    rule("range-is-an-outsider", "The practice range stands in for somebody else's cluster.", { path: "^server/range/", pathNot: testFiles }, { path: "^server/", pathNot: ["^server/range/", "^server/platform/log\\.ts$"] }),
    rule("nobody-needs-the-range", "Production runs without it.", { path: "^(app|components|lib|server)/", pathNot: ["^server/range/", testFiles] }, { path: "^server/range/" }),

    rule(
      "only-platform-db-opens-postgresql",
      "One door to PostgreSQL.",
      { path: "^(app|components|lib|server)/", pathNot: ["^server/platform/db(/|\\.ts$)", testFiles] },
      { path: "(^|/)node_modules/(pg|drizzle-orm/node-postgres)(/|$)" },
    ),
    rule(
      "only-platform-redis-opens-redis",
      "One door to Redis.",
      { path: "^(app|components|lib|server)/", pathNot: ["^server/platform/redis(/|\\.ts$)", testFiles] },
      { path: "(^|/)node_modules/ioredis(/|$)" },
    ),
    rule("only-platform-http-knows-next", "The rest of the server runs without Next.", { path: "^server/", pathNot: ["^server/platform/http/", testFiles] }, { path: "(^|/)node_modules/next(/|$)" }),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(\\.next|dist|node_modules/\\.cache)" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "require", "node", "default", "types"], extensions: [".ts", ".tsx", ".js", ".mjs", ".cjs", ".json", ".d.ts"] },
  },
};
