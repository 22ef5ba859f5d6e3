import { describe, expect, test } from "vitest";
import { isStateful, isStoreImage } from "./stateful";

const pod = (image: string) => ({ containers: [{ name: "main", image }] });

describe("isStoreImage", () => {
  test.each([
    "postgres",
    "postgres:16",
    "docker.io/bitnami/postgresql:16.2.0-debian-12-r1",
    "ghcr.io:5000/cloudnative-pg/postgresql@sha256:0123",
    "mysql/mysql-server:8",
    "redis/redis-stack-server",
    "registry:5000/redis7",
    "quay.io/coreos/etcd:v3.5.0",
    "confluentinc/cp-kafka:7.5",
    "mongo:7",
    "mcr.microsoft.com/mssql/server:2022-latest",
  ])("knows %s", (image) => {
    expect(isStoreImage(image)).toBe(true);
  });

  test.each(["nginx", "registry.range.local/shop/checkout:1.4.2", "oliver006/redis_exporter:v1", "quay.io/prometheuscommunity/postgres-exporter", "redis.example.com/shop/web:1", "postgrest/postgrest", ""])(
    "passes %s",
    (image) => {
      expect(isStoreImage(image)).toBe(false);
    },
  );
});

describe("isStateful", () => {
  test("believes the label, a claim or an image", () => {
    expect(isStateful({ labels: { "awoooi.dev/stateful": "true" } }, pod("nginx"))).toBe(true);
    expect(isStateful({}, { ...pod("nginx"), volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }] })).toBe(true);
    expect(isStateful({}, pod("redis:7"))).toBe(true);
    expect(isStateful({}, { ...pod("nginx"), volumes: [{ name: "tmp", emptyDir: {} }] })).toBe(false);
    expect(isStateful(undefined, undefined)).toBe(false);
  });

  test("is not talked out of it by a label", () => {
    expect(isStateful({ labels: { "awoooi.dev/stateful": "false" } }, pod("postgres"))).toBe(true);
  });
});
