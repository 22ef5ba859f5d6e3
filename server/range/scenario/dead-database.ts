import { shopNamespace } from "../world/shop";
import { restoredAnnotation } from "../sim/fault";
import { ScenarioImpossible, type Scenario } from "./scenario";

const claim = "data-postgres-0";

/** postgres' volume is spoiled: the process gives up at every start. What a human would do with a backup, `heal` plays. */
export const deadDatabase: Scenario = {
  description: "postgres dies and cannot start again, its volume is spoiled; everything that needs it fails.",
  expectation: "no tool heals, a restart least of all: only a human with the recovery playbook, played by --heal.",
  start({ world }) {
    const volume = world.store.get("persistentvolumeclaims", shopNamespace, claim);
    if (!volume) throw new ScenarioImpossible(`there is no volume claim ${claim}`);
    world.store.edit("persistentvolumeclaims", volume, (draft) => {
      draft.metadata.annotations = without(draft.metadata.annotations, restoredAnnotation);
    });
    return [{ scenario: "dead-database", target: { kind: "volume", namespace: shopNamespace, claim }, behaviour: {} }];
  },
  heal({ world }) {
    const volume = world.store.get("persistentvolumeclaims", shopNamespace, claim);
    if (!volume) return;
    world.store.edit("persistentvolumeclaims", volume, (draft) => {
      draft.metadata.annotations = { ...draft.metadata.annotations, [restoredAnnotation]: world.timestamp };
    });
  },
};

function without(record: Record<string, string> | undefined, name: string): Record<string, string> | undefined {
  if (record?.[name] === undefined) return record;
  return Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));
}
