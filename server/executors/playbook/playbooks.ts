/** A playbook: steps that only humans do and tick, in order. Their words are in the messages, under `playbook`. */
export interface Playbook {
  readonly id: string;
  /** Grows with every change of the steps: what was approved is then void. */
  readonly version: number;
  readonly steps: readonly string[];
}

/** PostgreSQL is down: save what is there before anything is started, then bring it up and prove that it serves. */
const postgresqlRecovery: Playbook = {
  id: "postgresql-recovery",
  version: 1,
  steps: ["pg_stop_writers", "pg_check_disk", "pg_read_log", "pg_secure_data", "pg_check_backup", "pg_choose_way", "pg_start", "pg_prove", "pg_open_writers"],
};

/** Every shipped playbook by its id. */
export const playbooks: ReadonlyMap<string, Playbook> = new Map([postgresqlRecovery].map((playbook) => [playbook.id, playbook]));
