/** How a batcher cuts what waits into batches, and what it does with one. */
export interface BatchPlan<Row, Result> {
  /** Rows of one batch. */
  readonly maxRows: number;
  /** Bytes of one batch; a single row above it goes alone. */
  readonly maxBytes: number;
  /** Whose row it is: each lane has the same share of every batch, so that a flood in one does not delay another. */
  readonly laneOf: (row: Row) => string;
  readonly bytesOf: (row: Row) => number;
  /** Works on a batch; one outcome per row, in order. Throws when it could work on none of them. */
  readonly run: (rows: readonly Row[]) => Promise<readonly PromiseSettledResult<Result>[]>;
}

interface Waiting<Row, Result> {
  readonly row: Row;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Works on rows in batches, one batch at a time: whatever arrives while one runs makes the next. When a batch as a whole fails, all
 * that waits fails with it, since nobody should wait for what does not answer; what arrives later is tried again.
 */
export class Batcher<Row, Result> {
  private readonly lanes = new Map<string, Waiting<Row, Result>[]>();
  private isRunning = false;

  constructor(private readonly plan: BatchPlan<Row, Result>) {}

  /** Resolves to the outcome of this row once its batch is done. */
  push(row: Row): Promise<Result> {
    return new Promise((resolve, reject) => {
      const lane = this.plan.laneOf(row);
      const waiting = { row, resolve, reject };
      const queue = this.lanes.get(lane);
      if (queue === undefined) this.lanes.set(lane, [waiting]);
      else queue.push(waiting);
      if (this.isRunning) return;
      this.isRunning = true;
      // What else this turn of the event loop has to give comes along.
      setImmediate(() => void this.work());
    });
  }

  private async work(): Promise<void> {
    for (let batch = this.draw(); batch.length > 0; batch = this.draw()) {
      try {
        const outcomes = await this.plan.run(batch.map(({ row }) => row));
        batch.forEach(({ resolve, reject }, index) => {
          const outcome = outcomes[index];
          if (outcome?.status === "fulfilled") resolve(outcome.value);
          else reject(outcome?.reason ?? new Error("a batch gave no outcome for one of its rows"));
        });
      } catch (error) {
        for (const { reject } of [...batch, ...this.lanes.values()].flat()) reject(error);
        this.lanes.clear();
      }
    }
    this.isRunning = false;
  }

  /** Takes the oldest row of each lane in turn until the batch is full. */
  private draw(): Waiting<Row, Result>[] {
    const { maxRows, maxBytes, bytesOf } = this.plan;
    const batch: Waiting<Row, Result>[] = [];
    const taken = new Map<string, number>();
    let bytes = 0;
    let isFull = false;
    for (let turn = 0, found = true; found && !isFull; turn += 1) {
      found = false;
      for (const [lane, queue] of this.lanes) {
        const next = queue[turn];
        if (next === undefined) continue;
        bytes += bytesOf(next.row);
        isFull = batch.length > 0 && (batch.length >= maxRows || bytes > maxBytes);
        if (isFull) break;
        batch.push(next);
        taken.set(lane, turn + 1);
        found = true;
      }
    }
    for (const [lane, count] of taken) {
      const queue = this.lanes.get(lane) ?? [];
      this.lanes.delete(lane);
      // A lane that was served goes behind those that were not.
      if (queue.length > count) this.lanes.set(lane, queue.slice(count));
    }
    return batch;
  }
}
