import { describe, expect, test } from "vitest";
import { InvalidEnvironment, readConfig } from "./config";

const complete = { DATABASE_URL: "postgres://u:p@db:5432/awoooi", REDIS_URL: "redis://cache:6379/0", BETTER_AUTH_SECRET: "s".repeat(32) };
const read = (env: Record<string, string | undefined> = {}) => readConfig({ ...complete, ...env } as unknown as NodeJS.ProcessEnv);

function faultOf(env: Record<string, string | undefined>): string {
  try {
    read(env);
  } catch (error) {
    if (error instanceof InvalidEnvironment) return error.message;
    throw error;
  }
  throw new Error("it was accepted");
}

describe("readConfig", () => {
  test("starts a workspace in observe, on loopback, in Taipei, with nothing connected", () => {
    expect(read()).toMatchObject({ mode: "observe", host: "localhost", port: 3000, ingressPort: 3001, timeZone: "Asia/Taipei", publicUrl: "http://localhost:3000", kubernetes: null, prometheusUrl: null, range: null, apiToken: null, doorSecrets: { alertmanager: [], sentry: [], signoz: [], github: [], kubernetes: [], kali: [] }, production: false });
  });

  test("takes an empty value as not set", () => {
    expect(read({ PORT: "", AWOOOI_MODE: "", KUBECONFIG: "" })).toMatchObject({ port: 3000, mode: "observe", kubernetes: null });
  });

  test("names all faults together, with the remedy and without any value", () => {
    const fault = faultOf({ DATABASE_URL: undefined, REDIS_URL: "http://hunter2.example", PORT: "70000", AWOOOI_MODE: "yolo-hunter2", BETTER_AUTH_SECRET: "hunter2", AWOOOI_API_TOKEN: "hunter2", AWOOOI_TIME_ZONE: "Mars/hunter2" });
    for (const name of ["DATABASE_URL: is not set", "REDIS_URL: is not valid", "PORT: is not valid", "AWOOOI_MODE: is not valid", "BETTER_AUTH_SECRET: is not valid", "AWOOOI_API_TOKEN: is not valid", "AWOOOI_TIME_ZONE: is not valid"]) expect(fault).toContain(name);
    expect(fault).not.toContain("hunter2");
  });

  test("reads two webhook secrets during rotation and refuses a short one", () => {
    for (const [name, source] of [["ALERTMANAGER_WEBHOOK_TOKEN", "alertmanager"], ["SENTRY_CLIENT_SECRET", "sentry"], ["SIGNOZ_WEBHOOK_TOKEN", "signoz"], ["GITHUB_WEBHOOK_SECRET", "github"], ["KUBERNETES_WEBHOOK_TOKEN", "kubernetes"], ["KALI_WEBHOOK_TOKEN", "kali"]] as const) {
      expect(read({ [name]: "old-secret-0123456789, new-secret-0123456789" }).doorSecrets).toEqual({ alertmanager: [], sentry: [], signoz: [], github: [], kubernetes: [], kali: [], [source]: ["old-secret-0123456789", "new-secret-0123456789"] });
    }
    expect(faultOf({ ALERTMANAGER_WEBHOOK_TOKEN: "long-enough-secret-1,short" })).toContain("ALERTMANAGER_WEBHOOK_TOKEN: is not valid");
    expect(faultOf({ ALERTMANAGER_WEBHOOK_TOKEN: " , " })).toContain("ALERTMANAGER_WEBHOOK_TOKEN");
  });

  test.each([
    [{ KUBECONFIG: "/etc/kube/config", AWOOOI_CLUSTER: "prod" }, { kubeConfig: "/etc/kube/config", cluster: "prod" }],
    [{ KUBERNETES_SERVICE_HOST: "10.0.0.1" }, { kubeConfig: "in-cluster", cluster: "default" }],
  ])("finds the cluster of %j", (env, kubernetes) => {
    expect(read(env).kubernetes).toEqual(kubernetes);
  });

  test("knows the range only by address and token together, and cuts slashes off addresses", () => {
    expect(read({ AWOOOI_RANGE_URL: "http://localhost:3002/" }).range).toBeNull();
    expect(read({ AWOOOI_RANGE_URL: "http://localhost:3002//", AWOOOI_RANGE_TOKEN: "t".repeat(16), AWOOOI_DATA_DIR: "/data" }).range).toEqual({ url: "http://localhost:3002", token: "t".repeat(16), kubeConfigPath: "/data/range/kubeconfig" });
  });
});
