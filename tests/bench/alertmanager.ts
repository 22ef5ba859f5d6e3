import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { startProgram, type Program } from "./program";

const name = "prometheus-alertmanager";

/** Debian's Alertmanager on the PATH, or undefined. */
export function findAlertmanager(): string | undefined {
  return (process.env.PATH ?? "").split(delimiter).map((dir) => join(dir, name)).find((file) => existsSync(file));
}

/** Starts it with an empty memory and a receiver that sends nothing to anybody; what it wrote goes with it. */
export async function startBareAlertmanager(port: number): Promise<Program> {
  const dir = mkdtempSync(join(tmpdir(), "awoooi-bench-alertmanager-"));
  const file = join(dir, "alertmanager.yml");
  writeFileSync(file, JSON.stringify({ route: { receiver: "nobody" }, receivers: [{ name: "nobody" }] }));
  const program = await startProgram([findAlertmanager() ?? name, `--config.file=${file}`, `--storage.path=${join(dir, "data")}`, `--web.listen-address=127.0.0.1:${port}`, "--cluster.listen-address="], {}, "Listening on");
  return {
    ...program,
    stop: async () => {
      await program.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
