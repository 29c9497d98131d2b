/** Mail about what people have not read, as the settings have it. */
import { randomBytes } from 'node:crypto'
import { ConfigFaults, edgeBehindGateway, ensureSecret, type Kit, originText } from '@parley/service-kit'
import type { Every } from '../alerts.ts'
import type { notifyConfig } from '../config.ts'
import type { notifyMetrics } from '../metrics.ts'
import { readDigestLag } from '../store/digests.ts'
import { digesting } from './sending.ts'
import { addStopRoutes, Stops } from './stopping.ts'

const keyBytes = 32
const lookAtLagMs = 10_000

type Means = Pick<
  Kit<typeof notifyConfig, typeof notifyMetrics>,
  'config' | 'db' | 'bus' | 'log' | 'metrics' | 'every' | 'job' | 'http'
>

export interface Digests {
  readonly usual: Every
  readonly awaySeconds: number
}

/** Links have to lead somewhere: without an address of the platform there is none of it. */
export const startDigests = async ({
  config,
  db,
  bus,
  log,
  metrics,
  every,
  job,
  http,
}: Means): Promise<Digests | null> => {
  const { PUBLIC_URL: origin, DIGEST: usual } = config
  if (!origin && usual !== 'never')
    throw new ConfigFaults(['DIGEST needs PUBLIC_URL, which the links in mails begin with'])
  const stops = new Stops(await ensureSecret(db, 'stops', randomBytes(keyBytes)))
  const usualDigest = origin ? usual : null
  // Whoever comes from a page of another origin has followed no link of ours.
  const edge = edgeBehindGateway({ ...config, ALLOWED_ORIGINS: [] }, log)
  addStopRoutes(http, { db, log, edge, stops, usualDigest })
  if (!origin) return null
  const terms = { usual, awaySeconds: config.DIGEST_AWAY_MINUTES * 60 }
  await job(
    digesting({
      ...{ db, bus, log, metrics, stops, ...terms },
      here: originText(origin),
      perMinute: config.DIGESTS_PER_MINUTE,
    }),
  )
  const lag = metrics.parley_notify_digest_lag_seconds.of()
  every(lookAtLagMs, async () => {
    lag.value = await readDigestLag(db)
  })
  return terms
}
