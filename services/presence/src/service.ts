/** Presence: who is there, and what they say of it. */
import { answerErase, answerExport, answerQuestion, defineService, itemBytes, openClock } from '@parley/service-kit'
import { presenceOwner } from '@parley/wire'
import { unsaid } from './choice.ts'
import { presenceConfig } from './config.ts'
import type { Context } from './context.ts'
import { presenceErasing } from './erasing.ts'
import { presenceExporting } from './exporting.ts'
import { handlers } from './handlers/index.ts'
import { type PresenceMetrics, presenceMetrics } from './metrics.ts'
import { Presences, type Told } from './presences.ts'
import { openRedis, type Redis } from './redis.ts'
import { Settling } from './settling.ts'
import { choicesSince, readChoices } from './store/choices.ts'
import { bodyOf, makeTelling } from './telling.ts'
import { answerTopics } from './topics.ts'
import { followBlocks, unlessBlocked } from './visibility.ts'

/** How often it looks for what has ended, and at the clock. */
const lookMs = 1_000
/** How often choices are told to Redis again, and of how long: it may have been away when they were made. */
const again = { everyMs: 5_000, ofMs: 60_000, most: 1_000 } as const

const watch = (metrics: PresenceMetrics, redis: Redis, settling: Settling): void => {
  metrics.parley_presence_redis_connected.watch(() => Number(redis.isConnected))
  metrics.parley_presence_settled.watch(() => Number(settling.isSettled))
}

export const presence = defineService({
  name: 'presence',
  config: presenceConfig,
  metrics: presenceMetrics,
  migrations: new URL('../migrations/', import.meta.url),
  async start({ config, db, bus, log, metrics, publisher, scope, every, project }) {
    await followBlocks({ project, publisher })
    const settling = new Settling(config.SETTLE_MS)
    const redis = scope.use(openRedis(config.REDIS_URL, log, () => settling.troubled()))
    bus.onDisconnect(() => settling.troubled())
    bus.onReconnect(() => settling.troubled())
    const clock = await openClock(db)
    await redis.ready
    const prefix = `${config.NATS_PREFIX}:presence`
    const presences = new Presences({
      redis,
      prefix,
      graceMs: config.OFFLINE_GRACE_MS,
      settling,
      now: () => clock.now(),
    })
    const changes = metrics.parley_presence_changes_total.of()
    const telling = makeTelling(publisher, log, (people) => {
      changes.value += people
    })

    /** Of those whose choice Redis does not know it is read: until then nobody sees them. */
    const take = async ({ changes, unknown }: Told): Promise<void> => {
      telling.tell(changes)
      if (unknown.length === 0) return
      const known = new Map((await readChoices(db, unknown)).map((choice) => [choice.person, choice]))
      telling.tell((await presences.choose(unknown.map((user) => known.get(user) ?? unsaid(user)))).changes)
    }

    const leases = metrics.parley_presence_leases_total.of()
    answerQuestion(bus, presenceOwner, 'leases', async (news) => {
      leases.value += news.here.length + news.gone.length
      await take(await presences.lease(news))
      return {}
    })
    const context: Context = {
      db,
      clock,
      presences,
      mayWatch: unlessBlocked(db),
      chosen: (choice) =>
        presences
          .choose([choice])
          .then(({ changes }) => telling.tell(changes))
          .catch((err) => log.debug({ err }, 'a choice is not told to Redis yet')),
    }
    answerErase({ bus, db }, 'presence', presenceErasing(context))
    answerExport({ bus, db }, 'presence', presenceExporting)
    answerQuestion(bus, presenceOwner, 'there', async (people) =>
      (await presences.read(people.map((user) => ({ user })))).map((shown) => bodyOf(shown).state),
    )
    answerQuestion(bus, 'presence', 'topics', (asked) => answerTopics(asked, context, itemBytes(bus)))
    answerQuestion(bus, presenceOwner, 'present', (users) => presences.present(users))
    answerQuestion(bus, presenceOwner, 'used', (users) => presences.used(users))
    // Redis has told of its fault already.
    const later = (err: unknown) => log.debug({ err }, 'regular work is done later')
    every(lookMs, async () => {
      await clock.look()
      if (settling.isSettled) await presences.end().then(take).catch(later)
    })
    every(again.everyMs, async () => {
      const recent = await choicesSince(db, clock.now() - again.ofMs, again.most)
      await presences.choose(recent).then(take).catch(later)
    })
    watch(metrics, redis, settling)
    return { handlers, context }
  },
})
