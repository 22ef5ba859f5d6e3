import path from 'node:path';
import { dataDirOf } from './paths.mjs';
import { startPostgres, waitForDatabase } from './postgres.mjs';
import { findOrInstallRedis } from './redis-binary.mjs';
import { startRedis, waitForRedis } from './redis.mjs';

/** @typedef {{DATABASE_URL: string, REDIS_URL: string}} StoreUrls */

/**
 * The Redis program to run, undefined when REDIS_URL names a server. Needs no packages, so it can run beside their
 * installation. What is unpacked stays in the default data directory, for tests and starts alike.
 * @param {import('./task.mjs').Context} context
 * @param {{redisUrl: string}} settings
 */
export async function prepareRedis(context, { redisUrl }) {
  return redisUrl ? undefined : findOrInstallRedis(context, path.join(dataDirOf(process.env), 'redis-bin'));
}

/**
 * Both stores, ready for use: the ones the environment names, else our own.
 * @param {import('./house.mjs').House} house
 * @param {{dataDir: string, databaseUrl: string, redisUrl: string, throwAway?: boolean}} settings
 * @param {import('./redis-binary.mjs').RedisBinary | undefined} redisBinary
 * @returns {Promise<StoreUrls>}
 */
export async function bringUpStores(house, settings, redisBinary) {
  const { progress, signal } = house.context;
  const [databaseUrl, redisUrl] = await Promise.all([
    settings.databaseUrl
      ? progress.step('waiting for your PostgreSQL', () => waitForDatabase(settings.databaseUrl, signal)).then(() => settings.databaseUrl)
      : progress.step('starting PostgreSQL', () => startPostgres(house, settings)),
    redisBinary
      ? progress.step('starting Redis', () => startRedis(house, { dataDir: settings.dataDir, binary: redisBinary }))
      : progress.step('waiting for your Redis', () => waitForRedis(settings.redisUrl, signal)).then(() => settings.redisUrl),
  ]);
  return { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl };
}
