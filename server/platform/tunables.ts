/** Every duration and limit of the server, with its unit and why it is what it is. */
export const tunables = {
  /** A claim on work is lost this long after its last heartbeat: three missed beats. */
  leaseMs: 30_000,
  /** How often a claim is renewed. */
  heartbeatMs: 10_000,
  /** Inbox entries one worker holds at once, read from the stream but not finished; it reads no more than fit. At 8 ms for one alone, all of them take less than a lease. */
  inboxCapacity: 2_000,
  /** Bodies digested in one transaction: bytes on the wire, of which each costs the worker some ten in memory. One larger body goes alone. */
  ingestBatchBytes: 8 * 1_048_576,
  /** Alerts digested in one transaction: as many as one body may have, which is some two seconds of PostgreSQL when all are new; the more go together, the seldomer a storm touches each. */
  ingestBatchAlerts: 20_000,
  /** Bodies are read this long at a time, so that what waits for PostgreSQL's answers, renews claims or stops goes on in between. */
  readSliceMs: 5,
  /** Deliveries of one inbox entry before it is parked as dead: enough for a restart of each dependency. */
  maxInboxAttempts: 5,
  /** How long one blocking read of the stream lasts; bounds how late a stop is noticed without a disconnect. */
  streamBlockMs: 2_000,
  /** A committed inbox entry that nobody took after this long was lost on its way through Redis. */
  inboxOverdueMs: 5_000,
  /** Pause between two looks of a worker loop when nothing woke it. */
  loopIdleMs: 500,
  /** How often senders are asked for what a delivery left out. */
  readHiddenEveryMs: 15_000,
  /** Incidents one worker looks at at once: a look mostly waits for Prometheus and Kubernetes, and one that hangs must not hold up the rest. */
  judgesAtOnce: 4,
  /** How often entries of silent consumers are taken over, and overdue inbox entries picked up from PostgreSQL. */
  reclaimEveryMs: 2_000,
  /** A reader that got no answer for this long although entries wait is deaf; it gets a new connection. Fifteen blocking reads. */
  readerDeafMs: 30_000,
  /** How often what was acknowledged and not removed is trimmed off the stream. */
  trimEveryMs: 60_000,
  /** Consumers without pending entries are forgotten after this silence. */
  consumerForgottenMs: 10 * 60_000,
  /** How often a waiting proposal's target is looked at, and whether what forbade a repair still does. */
  watchEveryMs: 5_000,
  /** Alerts of one fault arrive within seconds of each other; judging earlier judges half the picture. */
  settleBeforeDiagnosisMs: 6_000,
  /** A firing that speaks of an ended episode is a late delivery until this long after the end: twice Alertmanager's group interval. */
  lateDeliveryMs: 10 * 60_000,
  /** An alert that ended ties its incident together for this long, since the ends of one problem come in turn: twice Alertmanager's group interval. */
  tieLastsMs: 10 * 60_000,
  /** How often incidents are looked at for parts that no longer belong together, or that now do. */
  regroupEveryMs: 30_000,
  /** Changes of state of one alert within the window after which it flaps: three times on and off. */
  flapChanges: 6,
  flapWindowMs: 30 * 60_000,
  /** An incident with a flapping alert is settled when that has been quiet for this long. */
  flapQuietMs: 15 * 60_000,
  /** How often incidents that only look calm are looked at again. */
  heldEveryMs: 10_000,
  /** An alert whose living sender did not repeat it for this long is over: two of Alertmanager's repeat intervals of 4 h, and one hour. A longer interval must be set here too. */
  senderSilentMs: 9 * 3_600_000,
  /** A condition that Kubernetes did not report again for this long is over: as long as it keeps an event, and twice the longest pause of a reporter that still sees it. */
  eventSilentMs: 3_600_000,
  /** An alert whose sender says nothing at all is given up only after this long: silence of everything is no proof of calm. */
  senderGoneMs: 7 * 24 * 3_600_000,
  /** How often silent senders are looked for. */
  silenceEveryMs: 5 * 60_000,
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
  /** Low and medium risk can be undone for this long, held by the server. */
  undoMs: 5_000,
  /**
   * A repair that does not show within this time did not help. Live, a rate looks back five minutes and Alertmanager tells of an end at
   * its next group interval, five more by default; less would take back what helped. The range does both within seconds.
   */
  verifyWindowMs: { live: 15 * 60_000, range: 3 * 60_000 },
  /** Pause before an action is tried again whose cluster was away. */
  retryExecutionMs: 15_000,
  /** How long an action whose cluster is away is tried again, counted from when it was allowed. Later the world it was meant for is gone. */
  executionTtlMs: 60 * 60_000,
  /** How often a running verification looks. */
  verifyEveryMs: 2_000,
  /** Events that wait longer than this for their place in the chain have no sealer; automation stops. */
  auditStallMs: 60_000,
  /** How often a worker notes that it got through the breakers. */
  breakerNoteEveryMs: 5_000,
  /** Without such a note for this long nobody can start anything by itself, and the pulse says so: four looks of the slowest loop. */
  breakerSilentMs: 60_000,
  /** Automatic actions looked at in one claim while brake or breakers hold them; more would hold the lock for long. */
  maxHeldLooks: 20,
  /** Trust is counted over this long; what an action type did before says little about it now. */
  ledgerDays: 180,
  /** A repair whose incident fires again within this time did not last. */
  ledgerReopenMs: 24 * 3_600_000,
  /** Actions that a back-test judges again. */
  backtestDays: 30,
  /** The most actions one back-test reads; more than ten an hour for all of its days. */
  backtestMaxActions: 10_000,
  /** An approval can be extended to this long after it was asked for; later the world it was meant for is gone. */
  approvalMaxLifeMs: 24 * 3_600_000,
  /** Approving a critical risk alone needs a sign-in at most this old. */
  stepUpMs: 5 * 60_000,
  /** A critical risk that one person approved alone can be undone for this long. */
  criticalUndoMs: 60_000,
  /** A playbook whose steps nobody ticks for this long was given up. */
  playbookTtlMs: 24 * 3_600_000,
  /** How long a repair that did not help is tried to be taken back, once its verification is over. */
  revertWindowMs: 5 * 60_000,
  /** How often the topology is read from each cluster. */
  topologyEveryMs: 15_000,
  /** A topology older than this counts as stale and raises the risk. */
  topologyStaleMs: 5 * 60_000,
  /** An entity that only labels of signals speak of is forgotten when none did for this long. */
  labelledEntityTtlMs: 24 * 3_600_000,
  /** How often the labels of new signals are read for the map. */
  labelledEveryMs: 60_000,
  /** How often the declared topology file is read again: an edit shows while one waits. */
  declaredEveryMs: 30_000,
  /** One look at an incident ends after this long, whatever was not answered by then is listed as missing; well inside the drain after SIGTERM. */
  evidenceDeadlineMs: 20_000,
  /** Most replicas OpenClaw asks for by itself; above it a human sizes. */
  maxScaleReplicas: 20,
  /** An alert that proved to be noise is silenced this long: enough to fix its rule, short enough to be reminded. */
  silenceMs: 60 * 60_000,
  /** Settled incidents of the same entity are precedents this long. */
  precedentWindowMs: 90 * 24 * 3_600_000,
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
  /** How long a sealer waits for another's turn, which takes some 20 ms; longer means that the other is frozen. */
  sealTurnMs: 500,
  /** How often a stream looks at the log when no wake-up came (Redis down). */
  streamPollMs: 1_000,
  /** Milliseconds between two frames of one incident on a stream: four a second are as many as an eye follows. */
  incidentFrameGapMs: 250,
  /** Incident frames of one stream in a second, some 200 KB; more of them come as one snapshot. */
  streamFramesPerSecond: 300,
  /** Incidents that one outline covers: more than anybody scrolls through; its marks stay below 100 KB. */
  outlineRows: 100_000,
  /** Settled incidents stay in the stream's snapshot this long. */
  incidentLingerMs: 24 * 3_600_000,
  /** Settled approvals stay in the snapshot this long, so that their outcome is seen. */
  approvalLingerMs: 10 * 60_000,
  /** Analyses in flight get this long after SIGTERM; 75 + flush stays under the 90 s grace of the pod. */
  drainMs: 75_000,
  /** The web process exits within this long after SIGTERM. */
  webDrainMs: 10_000,
  /** A worker that has not written for this long is not ready. */
  workerSilentMs: 20_000,
  /** A session ends this long after the sign-in, whatever happens: one long shift. */
  sessionMaxMs: 12 * 3_600_000,
  /** A session that makes no request and watches no live stream ends after this long: a closed laptop, not a dashboard on the wall. */
  sessionIdleMs: 30 * 60_000,
  /** The last use of a session or API token is written at most this often, so that reading costs no write. */
  lastUseWriteMs: 60_000,
  /** How often open streams are held against the sessions and tokens they were opened with; a revocation reaches them within 5 s. */
  standingCheckMs: 3_000,
  /** Open streams of one person or token; six tabs of three browsers, and a script that leaks them is stopped. */
  maxStreamsPerPrincipal: 20,
  /** Sign-in attempts per address and e-mail since the last good one: room for typing errors, none for guessing. */
  signInAttempts: { limit: 5, windowMs: 60_000 },
  /** Sign-in attempts per e-mail from anywhere, for guessers with many addresses. */
  signInAttemptsPerAccount: { limit: 30, windowMs: 60_000 },
  /** Sign-in attempts per address whatever the e-mail, for who tries one password on everybody; each costs a password hash. */
  signInAttemptsPerAddress: { limit: 60, windowMs: 60_000 },
  /** Uses of one-time links per address; each costs a password hash. */
  linkClaims: { limit: 30, windowMs: 60_000 },
  /** Writes of one person or token over the API; a person makes some a minute, a healthy script some a second. */
  apiWrites: { limit: 1_200, windowMs: 60_000 },
  /** Counters kept in this process while Redis is away; more callers than this at once share what is left. */
  maxLocalCounters: 10_000,
  /** A checkpoint of the audit chain is signed after this many events, or when one has waited this long. */
  checkpointEveryEvents: 100,
  checkpointEveryMs: 5 * 60_000,
  /** Events recomputed for one checkpoint: a storm of hours in some seconds; the rest is signed at the next look. */
  checkpointMaxEvents: 50_000,
  /** Places of the chain that one page of the audit log looks through for what has no index: at most 75 ms, measured on a cold half million. */
  auditScanPlaces: 100_000,
  /** How often the worker looks whether a checkpoint is due. */
  checkpointLookMs: 5_000,
  /** Events read at once while the chain is recomputed: a few MiB, some 30 ms of one core. */
  verifyBatch: 1_000,
  /** Rows one retention run removes of each kind, in one short transaction. */
  retentionBatch: 2_000,
  /** Pause between two looks for what is past its retention. */
  retentionEveryMs: 10 * 60_000,
  /** Texts of alerts remembered with what redaction left of them; some 10 MiB at most, and a storm repeats its labels. */
  redactedTextsKept: 20_000,
  /** Figures read from the stores for `/metrics` are at most this old, however many scrape. */
  gaugesMaxAgeMs: 10_000,
  /** A one-time sign-in link can be used this long. */
  signInLinkTtlMs: 24 * 3_600_000,
  /** The morning brief begins this long before midnight, at 18:00: what happens after work is what one was not there for. */
  briefBeforeMidnightMs: 6 * 3_600_000,
  /** Incidents that the ledger of the index lists at most; a person reads no more, and a storm must not become one answer. */
  autonomyLedgerRows: 500,
  /** Window of the autonomy index. */
  autonomyWindowDays: 7,
  /** One heartbeat is written at most this often by one process; the shortest sensible repeat is a minute. */
  heartbeatNoteMs: 5_000,
  /** A sender is noted at most this often by one process; Settings shows seconds as "just now" anyway. */
  sightingNoteMs: 5_000,
  /** A test of a door gives up on an address that does not answer after this; a person waits for it. */
  sourceTestTimeoutMs: 5_000,
  /** A test follows its delivery this long; a worker that lives takes it within a second. */
  sourceTestDigestMs: 8_000,
  /** Pause between two looks at what a test sent. */
  sourceTestPollMs: 150,
  /** A sign of life has a route and so a body of its own; larger bodies are not searched for one. */
  maxHeartbeatBytes: 262_144,
  /** Beats after which a sender is watched: by then its usual gap is known, and a single test alert is no promise. */
  heartbeatMinBeats: 3,
  /** A watched source that has not spoken for this long is silent, unless three of its usual gaps are longer. */
  sourceSilentMs: 5 * 60_000,
  /** An accepted delivery that nobody has worked for this long says that the workers are stuck; all attempts of a failing one take half of it. */
  inboxStalledMs: 2 * 60_000,
  /** How often AWOOOI looks at its own senses; an alarm follows its cause within this. */
  watchSourcesEveryMs: 10_000,
  /** How much of a dead letter a commander is shown: enough to see whose it is and what kind. The contract names it. */
  deadLetterExcerptBytes: 500,
  /** The longest maintenance window; a longer one was forgotten, not planned. The refusal and the contract name it in days. */
  maintenanceMaxMs: 30 * 24 * 3_600_000,
  /** JSON bodies of the API (webhooks have their own limits). */
  maxJsonBodyBytes: 1_048_576,
  /** Deliveries per second of one source at the doors of one process, unless AWOOOI_WEBHOOK_RATE says otherwise; a storm of one tool, and no more than PostgreSQL takes from several. */
  webhookRatePerSecond: 2_000,
  /** Deliveries of one source between headers and answer in one process: half a second of the full rate. More means that PostgreSQL does not keep up. */
  doorMaxRequests: 1_000,
  /** Bytes of bodies of one source in flight in one process: one and a half times the largest body any door takes. */
  doorMaxBytes: 48 * 1_048_576,
  /** Rows of one insert into the inbox: beyond some hundred a row gets no cheaper, and the first waits for the last. */
  inboxBatchRows: 256,
  /** Bytes of one insert into the inbox; bodies above a quarter of it have a line of their own. */
  inboxBatchBytes: 4 * 1_048_576,
  /** Wake-ups on their way to Redis; while it hangs, more would only fill the memory, and the worker finds their entries in PostgreSQL. */
  maxWakeUpsInFlight: 10_000,
  /** An idle connection to the webhook door is kept this long: longer than common load balancers and clients keep theirs, so that it is never closed under a request. */
  doorKeepAliveMs: 65_000,
  /** How often slow senders at the webhook door are looked for; bounds how late they are cut off. */
  doorSweepMs: 1_000,
  /** A readiness check of a store gives up after this long; probes give up soon as well. */
  readinessTimeoutMs: 1_000,
  /** After SIGTERM the webhook door answers this long that it is not ready, so that whoever routes to it notices. */
  ingressLingerMs: 500,
  /** Deliveries that were begun before SIGTERM get this long; a body that is still not complete was never accepted. */
  ingressDrainMs: 6_000,
  /** Time to send headers and body to the webhook door; slower senders are cut off. */
  headersTimeoutMs: 15_000,
  requestTimeoutMs: 30_000,
} as const;
