/** How often the simulated shop, its controllers and the notifier advance; everything else is a multiple of it. */
export const tickMs = 1_000;

/** How often every series is sampled; the shortest interval that still makes a 15 s rate window three points wide. */
export const scrapeEveryMs = 5_000;

/** How long samples are kept; two hours hold a long incident and its baseline in a few megabytes. */
export const retentionMs = 2 * 60 * 60_000;

/** Quiet history made before the first start, so that baselines exist from the first minute. */
export const quietHistoryMs = 60 * 60_000;

/** How far back an instant selector looks for a sample; Prometheus' own default. */
export const lookbackMs = 5 * 60_000;

/** How often alert rules are evaluated. */
export const evaluateEveryMs = 5_000;

/** How often the whole state is written to disk; at most this much is lost when the process is killed. */
export const saveEveryMs = 15_000;

/** How many missed ticks are replayed after a pause of the machine; beyond it the gap stays a gap. */
export const maxCatchUpTicks = 30;

/** Alertmanager's `group_wait`, shortened for a demo: how long the first notification of a group waits for company. */
export const groupWaitMs = 2_000;

/** Alertmanager's `group_interval`, shortened for a demo: how often a known group may notify a change. */
export const groupIntervalMs = 5_000;

/** Alertmanager's `repeat_interval`, shortened for a demo: when an unchanged firing group is said again. */
export const repeatIntervalMs = 60_000;

/** Repeat interval of the route of the watchdog: often enough that a receiver misses it within a minute. */
export const watchdogRepeatMs = 15_000;

/** How long a firing alert counts without news; Alertmanager's default `resolve_timeout`. */
export const resolveTimeoutMs = 5 * 60_000;

/** How long an ended silence is remembered; Alertmanager's default retention. */
export const silenceKeptMs = 120 * 60 * 60_000;

/** First pause before a failed notification is tried again; doubles each time. */
export const firstRetryMs = 1_000;

/** Longest pause between two tries of a notification; a receiver that comes back is reached within it. */
export const maxRetryMs = 10_000;

/** How long one notification request may take before it counts as a network failure. */
export const webhookTimeoutMs = 8_000;

/** How long Kubernetes Events are kept; the API server's own default. */
export const eventTtlMs = 60 * 60_000;

/** Largest request body; the range needs far less, the limit only stops accidents. */
export const maxBodyBytes = 1_048_576;

/** How many past changes a watch may resume from; an older resourceVersion gets 410 Gone. */
export const watchHistoryLength = 2_000;

/** How often a watch that asked for it is told its place; the API server's own interval. */
export const watchBookmarkMs = 60_000;

/** Most points per series of one range query; Prometheus' own limit. */
export const maxPointsPerSeries = 11_000;

/** How long after a gap in the samples no rule is judged: one 15 s rate window plus one scrape. */
export const settleAfterGapMs = 20_000;

/** How often the clock is looked at; a quarter of a tick keeps every tick within 250 ms of its second. */
export const clockPollMs = 250;

/** How long a closing range waits for deliveries under way; what is not acknowledged is sent again after the next start. */
export const closeGraceMs = 500;

/** Cluster timings are shortened so that a drill ends within minutes; a real control plane takes this many times longer. */
export const clusterSpeedUp = 5;

/** How long a silent kubelet is borne with: Kubernetes' node-monitor-grace-period of 40 s, shortened. */
export const nodeGraceMs = 40_000 / clusterSpeedUp;

/** How long pods stay on an unreachable node: the default toleration of 300 s, shortened twice as much as the rest. */
export const evictionMs = 300_000 / (2 * clusterSpeedUp);

/** First back-off of a crashing container: the kubelet's 10 s, shortened; doubles each time. */
export const crashBackOffBaseMs = 10_000 / clusterSpeedUp;

/** Longest back-off of a crashing container: the kubelet's 5 minutes, shortened. */
export const crashBackOffMaxMs = 300_000 / clusterSpeedUp;

/** How long a container must have run for its back-off to start afresh: the kubelet's 10 minutes, shortened. */
export const crashBackOffResetMs = 600_000 / clusterSpeedUp;
