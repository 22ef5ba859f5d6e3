/** Every duration and limit of the server, with its unit and why it is what it is. */
export const tunables = {
  /** A claim on work is lost this long after its last heartbeat: three missed beats. */
  leaseMs: 30_000,
  /** How often a claim is renewed. */
  heartbeatMs: 10_000,
  /** Inbox entries in work at once in one worker; each needs at most one database connection. */
  inboxSlots: 4,
  /** Deliveries of one inbox entry before it is parked as dead: enough for a restart of each dependency. */
  maxInboxAttempts: 5,
  /** How long one blocking read of the stream lasts; bounds how late a stop is noticed without a disconnect. */
  streamBlockMs: 2_000,
  /** A committed inbox entry that nobody took after this long was lost on its way through Redis. */
  inboxOverdueMs: 5_000,
  /** Pause between two looks of a worker loop when nothing woke it. */
  loopIdleMs: 500,
  /** How often entries of silent consumers are taken over, and overdue inbox entries picked up from PostgreSQL. */
  reclaimEveryMs: 2_000,
  /** Consumers without pending entries are forgotten after this silence. */
  consumerForgottenMs: 10 * 60_000,
  /** How often a waiting proposal's target is looked at. */
  watchEveryMs: 5_000,
  /** Alerts of one fault arrive within seconds of each other; judging earlier judges half the picture. */
  settleBeforeDiagnosisMs: 6_000,
  /** A firing that speaks of an ended episode is a late delivery until this long after the end: twice Alertmanager's group interval. */
  lateDeliveryMs: 10 * 60_000,
  /** Two alerts on related entities that start further apart than this are two problems. */
  correlationWindowMs: 15 * 60_000,
  /** A settled incident that fires again within this time is the same incident, reopened. */
  reopenWindowMs: 24 * 3_600_000,
  /** How far back evidence looks: enough for a baseline, cheap for any Prometheus. */
  evidenceWindowMs: 30 * 60_000,
  /** Resolution of evidence series. */
  evidenceStepSeconds: 15,
  /** A change this long before the first alert can still be its cause. */
  changeSuspicionMs: 30 * 60_000,
  /** The longest pause between two looks at an incident nobody can repair. */
  reconsiderMaxMs: 5 * 60_000,
  /** Confidence below which OpenClaw abstains. */
  confidenceThresholdRatio: 0.6,
  /** Pause before an abstained incident is looked at again, since evidence may have come. */
  reconsiderMs: 10_000,
  /** An approval nobody answers is denied after this long. */
  approvalTtlMs: 60 * 60_000,
  /** Low and medium risk can be undone for this long, held by the server. */
  undoMs: 5_000,
  /** A repair that does not show within this time did not help. */
  verifyWindowMs: 3 * 60_000,
  /** Pause before an action is tried again whose cluster was away. */
  retryExecutionMs: 15_000,
  /** Counted from its proposal: an hour to be answered and an hour to be tried. Later the world it was meant for is gone. */
  executionTtlMs: 2 * 60 * 60_000,
  /** How often a running verification looks. */
  verifyEveryMs: 2_000,
  /** Automatic actions per target and hour; more is a loop, not a repair. */
  maxAutomaticActionsPerTargetPerHour: 3,
  /** Automatic actions running at once over the whole workspace. */
  maxConcurrentActions: 2,
  /** How often the topology is read from each cluster. */
  topologyEveryMs: 15_000,
  /** A topology older than this counts as stale and raises the risk. */
  topologyStaleMs: 5 * 60_000,
  /** Hops walked for neighbours and blast radius. */
  neighbourHops: 2,
  /** Calls to a cluster or a metrics store give up after this long. */
  evidenceTimeoutMs: 5_000,
  /** A statement that takes longer is a fault; the client gives up, so a frozen server cannot freeze us. */
  queryTimeoutMs: 5_000,
  /** A transaction that says nothing for this long belongs to a frozen process; PostgreSQL ends it, so that its locks are free again. */
  idleTransactionMs: 10_000,
  /** Connecting to PostgreSQL gives up after this long. */
  connectTimeoutMs: 2_000,
  /** Database connections of one process. */
  poolSize: 10,
  /** A Redis command that takes longer is given up; PostgreSQL still holds the truth. */
  redisCommandTimeoutMs: 2_000,
  /** SSE heartbeat: below every common proxy's idle time-out. */
  sseHeartbeatMs: 15_000,
  /** How often a stream looks at the log when no wake-up came (Redis down). */
  streamPollMs: 1_000,
  /** Settled approvals stay in the snapshot this long, so that their outcome is seen. */
  approvalLingerMs: 10 * 60_000,
  /** Analyses in flight get this long after SIGTERM; 75 + flush stays under the 90 s grace of the pod. */
  drainMs: 75_000,
  /** The web process exits within this long after SIGTERM. */
  webDrainMs: 10_000,
  /** A worker that has not written for this long is not ready. */
  workerSilentMs: 20_000,
  /** A one-time sign-in link can be used this long. */
  signInLinkTtlMs: 24 * 3_600_000,
  /** Window of the autonomy index. */
  autonomyWindowDays: 7,
  /** JSON bodies of the API (webhooks have their own limits). */
  maxJsonBodyBytes: 1_048_576,
  /** Time to send headers and body to the webhook door; slower senders are cut off. */
  headersTimeoutMs: 15_000,
  requestTimeoutMs: 30_000,
} as const;
