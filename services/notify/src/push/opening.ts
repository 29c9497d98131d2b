/** Pushing, as the settings have it. */
import { ConfigFaults, type ConfigOf, type Kit } from '@parley/service-kit'
import { askEnded, askGlimpse, askThere } from '../asking.ts'
import type { notifyConfig } from '../config.ts'
import type { notifyMetrics } from '../metrics.ts'
import { readLag } from '../store/pushes.ts'
import { ours, strangers } from './posting.ts'
import { openPushing } from './sending.ts'
import { tendKeys, tendVapid } from './vapid.ts'

type Means = Pick<
  Kit<typeof notifyConfig, typeof notifyMetrics>,
  'config' | 'db' | 'bus' | 'log' | 'metrics' | 'every' | 'job' | 'scope'
>
type Config = ConfigOf<typeof notifyConfig>

/** So late a push may be, besides what is under way. */
const lookMs = 500
const lookAtLagMs = 10_000

const relayOf = ({ RELAY_URL: url, RELAY_SECRETS: secrets, PUSH_CA_FILE: caFile }: Config) => {
  if (url === null) return undefined
  if (secrets.length === 0)
    throw new ConfigFaults(['RELAY_SECRETS is missing: what is posted to RELAY_URL is signed with it'])
  return { url, secrets, post: ours({ caFile }, url) }
}

/** Whether there is a relay. */
export const startPushing = async (means: Means): Promise<{ readonly relayed: boolean }> => {
  const { config, db, bus, log, metrics, every, job, scope } = means
  const relay = relayOf(config)
  const wishes = { given: config.VAPID_PRIVATE_KEY, days: config.VAPID_DAYS }
  await tendKeys(db, wishes)
  await job(tendVapid(db, wishes))
  const pushing = openPushing({
    ...{ db, log, metrics, relay },
    contact: config.PUSH_CONTACT,
    holdSeconds: config.PUSH_HOLD_SECONDS,
    ttlSeconds: config.PUSH_SECONDS,
    toStrangers: strangers({ caFile: config.PUSH_CA_FILE, toPrivate: config.PUSH_TO_PRIVATE }),
    inUse: async (people) => {
      const there = await askThere(bus, people)
      return new Set(people.filter((person) => there.get(person) === 'online'))
    },
    ended: (sessions) => askEnded(bus, sessions),
    glimpse: (user, { room, message, by }) =>
      askGlimpse(bus, {
        user,
        ...(room === null ? {} : { room }),
        ...(message === null ? {} : { message }),
        ...(by === null ? {} : { by }),
      }),
  })
  scope.defer(() => pushing.idle())
  every(lookMs, pushing.look)
  const lag = metrics.parley_notify_push_lag_seconds.of()
  every(lookAtLagMs, async () => {
    lag.value = await readLag(db)
  })
  return { relayed: relay !== undefined }
}
