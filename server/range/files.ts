import { chmod, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { SavedEngine } from "./engine";
import { shopNamespace } from "./world/shop";

/** How a client finds the running range. */
export interface Endpoint {
  url: string;
  token: string;
  prometheusUrl: string;
  kubeconfigPath: string;
}

/** Paths of the range's files below the data directory. */
export function rangePaths(dataDir: string) {
  const folder = join(dataDir, "range");
  return {
    folder,
    kubeconfig: join(folder, "kubeconfig"),
    endpoint: join(folder, "endpoint.json"),
    state: join(folder, "state.json.gz"),
  };
}

/** Writes kubeconfig and endpoint, readable by their owner only. */
export async function writeEndpoint(dataDir: string, endpoint: Endpoint): Promise<void> {
  const paths = rangePaths(dataDir);
  await writeAtomically(paths.kubeconfig, renderKubeconfig(endpoint));
  await writeAtomically(paths.endpoint, `${JSON.stringify(endpoint, null, 2)}\n`);
}

/** Takes the endpoint away, so that nobody calls a range that is gone. */
export async function removeEndpoint(dataDir: string): Promise<void> {
  await rm(rangePaths(dataDir).endpoint, { force: true });
}

/** The endpoint of the running range, or nothing when no range announced itself. */
export async function readEndpoint(dataDir: string): Promise<Endpoint | undefined> {
  const text = await readIfThere(rangePaths(dataDir).endpoint);
  return text === undefined ? undefined : (JSON.parse(text.toString("utf8")) as Endpoint);
}

/** Makes the range's folder, closed to others. */
export async function prepareFolder(dataDir: string): Promise<void> {
  await mkdir(rangePaths(dataDir).folder, { recursive: true, mode: 0o700 });
}

/** Writes the whole state in one step: readers see the old or the new file, never a part. */
export async function saveState(dataDir: string, state: SavedEngine): Promise<void> {
  const packed = await promisify(gzip)(JSON.stringify(state), { level: 1 });
  await writeAtomically(rangePaths(dataDir).state, packed);
}

/**
 * The saved state, or nothing when there is none.
 * @throws {Error} when the file cannot be understood.
 */
export async function loadState(dataDir: string): Promise<SavedEngine | undefined> {
  const packed = await readIfThere(rangePaths(dataDir).state);
  if (packed === undefined) return undefined;
  const state = JSON.parse((await promisify(gunzip)(packed)).toString("utf8")) as SavedEngine;
  if (state.version !== 2) throw new Error(`state of version ${String(state.version)} cannot be read`);
  return state;
}

/** Moves a state file that cannot be used out of the way and returns where it went. */
export async function setStateAside(dataDir: string, nowMs: number): Promise<string> {
  const { state } = rangePaths(dataDir);
  const aside = `${state}.corrupt-${nowMs}`;
  await rename(state, aside);
  return aside;
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

async function writeAtomically(path: string, content: string | Buffer): Promise<void> {
  const temporary = `${path}.new`;
  const file = await open(temporary, "w", 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await chmod(temporary, 0o600);
  await rename(temporary, path);
}

/** The official client refuses plain http unless the cluster skips TLS verification; the range listens on loopback only. */
function renderKubeconfig({ url, token }: Endpoint): string {
  return `apiVersion: v1
kind: Config
current-context: range
clusters:
  - name: range
    cluster:
      server: ${url}
      insecure-skip-tls-verify: true
users:
  - name: range
    user:
      token: ${JSON.stringify(token)}
contexts:
  - name: range
    context:
      cluster: range
      user: range
      namespace: ${shopNamespace}
`;
}
