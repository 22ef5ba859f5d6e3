import type { V1ObjectMeta, V1PodSpec } from "@kubernetes/client-node";

/** Images of programs that keep data, by the last part of their path; their exporters and consoles count too unless they say `exporter`. */
const storeImages =
  /(?:^|[-_])(?:postgres|postgresql|postgis|pgvector|timescaledb|spilo|mysql|mysqld|mariadb|percona|mssql|oracle|redis|valkey|keydb|dragonfly|etcd|kafka|redpanda|pulsar|nats|zookeeper|mongo|mongod|mongodb|cassandra|scylla|scylladb|elasticsearch|opensearch|solr|rabbitmq|activemq|minio|clickhouse|clickhouse-server|cockroach|cockroachdb|tidb|tikv|couchdb|couchbase|neo4j|influxdb|prometheus|victoria-metrics|vault|consul)\d*(?:$|[-_.])/;

/**
 * True when restarting may cost data: the object says so (`awoooi.dev/stateful: "true"`), mounts a persistent volume claim, or runs the
 * image of a known store. Errs on the side of true; a label `"false"` overrules nothing.
 */
export function isStateful(metadata: V1ObjectMeta | undefined, pod: V1PodSpec | undefined): boolean {
  return (
    metadata?.labels?.["awoooi.dev/stateful"] === "true" ||
    (pod?.volumes ?? []).some((volume) => volume.persistentVolumeClaim !== undefined) ||
    [...(pod?.containers ?? []), ...(pod?.initContainers ?? [])].some(({ image = "" }) => isStoreImage(image))
  );
}

/** True for an image reference that names a known store, whatever its registry, tag or digest. */
export function isStoreImage(image: string): boolean {
  const path = image.toLowerCase().replace(/@.*$/, "").replace(/:[^/:]*$/, "");
  const name = path.slice(path.lastIndexOf("/") + 1);
  return !name.includes("exporter") && (storeImages.test(name) || path.includes("/mssql/"));
}
