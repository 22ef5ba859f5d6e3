import { startHouse } from "../support/running-house";
import { bench } from "./harness";

/*
 * From `npm start` to its welcome with everything built and the data there: stores, migrations, four processes, all ready. The first
 * start builds what is missing and is not counted.
 */

const first = await startHouse();
await first.stop();
await bench({
  name: "idle start to ready",
  unit: "ms",
  bar: { atMost: 5_000 },
  rounds: 5,
  ours: async () => {
    const again = await startHouse({ dataDir: first.dataDir });
    await again.stop();
    return again.startedInMs;
  },
});
first.remove();
