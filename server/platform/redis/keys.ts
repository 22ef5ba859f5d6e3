/** Every Redis key and channel name of this instance; nothing else in the house spells one. */
export function redisKeys(prefix: string) {
  return {
    /** Stream of `{inboxId}`, one entry per committed webhook body. */
    signals: `${prefix}awoooi:signals`,
    /** Consumer group of the workers on `signals`. */
    workers: "awoooi-workers",
    /** Channel of wake-ups: something was committed to the event log. */
    events: `${prefix}awoooi:events`,
    /** Counter of one limited thing in its current window. */
    limit: (name: string) => `${prefix}awoooi:limit:${name}`,
  } as const;
}

export type RedisKeys = ReturnType<typeof redisKeys>;
