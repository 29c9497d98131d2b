/** Ways in which a platform breaks one promise, as changes to a history in which all are kept. */
import type { Event, FaultKind, Sight, Standing } from './history.ts'
import type { Recorded } from './recorded.ts'

export interface Damage {
  readonly kind: FaultKind
  readonly what: string
  /** Changes the history, and tells whose it is now, where it is somebody's; false where there is nothing to damage. */
  do(record: Recorded, choose: <T>(from: readonly T[]) => T): { client?: string; user?: string } | false
}

interface Spot {
  readonly client: string
  readonly user: string
  readonly sights: Sight[]
  readonly place: number
  readonly event: Event
  /** What comes next of the same stream, apart from pages; and whether that takes the user out. */
  readonly next: Sight | undefined
  readonly isLastButOne: boolean
}

const isEvent = (sight: Sight | undefined): sight is Event => sight !== undefined && 'seq' in sight

const spots = ({ seen, stored }: Recorded): Spot[] => {
  const taking = new Set(stored.map(({ on, seq, takes }) => `${takes} ${on} ${seq}`))
  const takes = (user: string, sight: Sight | undefined) =>
    isEvent(sight) && taking.has(`${user} ${sight.on} ${sight.seq}`)
  return [...seen].flatMap(([client, { user, sights, stayed }]) =>
    sights.flatMap((event, place) => {
      if (!isEvent(event) || takes(user, event)) return []
      const next = sights.slice(place + 1).find((sight) => sight.on === event.on && !('page' in sight))
      return stayed || next ? [{ client, user, sights, place, event, next, isLastButOne: takes(user, next) }] : []
    }),
  )
}

/** Damage to one event that a client is shown. */
const toSight =
  (isFit: (spot: Spot) => boolean, change: (spot: Spot) => void): Damage['do'] =>
  (record, choose) => {
    const fit = spots(record).filter(isFit)
    if (fit.length === 0) return false
    const spot = choose(fit)
    change(spot)
    return { client: spot.client }
  }

const goesOn = ({ next }: Spot) => isEvent(next) || (next !== undefined && 'from' in next && !next.anew)

/** A standing that is another than it was. */
const toStanding =
  (change: (standing: Standing, record: Recorded) => Partial<Standing>): Damage['do'] =>
  (record, choose) => {
    if (record.standings.length === 0) return false
    const standing = choose(record.standings)
    record.standings.splice(record.standings.indexOf(standing), 1, { ...standing, ...change(standing, record) })
    return { user: standing.user }
  }

const strangers = ({ seen, stored }: Recorded) => {
  const insiders = new Set(stored.map(({ on, brings }) => `${brings} ${on}`))
  const isStrange = (user: string, on: string) =>
    on.startsWith('chat/user/') ? on !== `chat/user/${user}` : !insiders.has(`${user} ${on}`)
  return [...seen].flatMap(([client, { user, sights }]) =>
    stored.flatMap(({ on, seq, id }) => (isStrange(user, on) ? [{ client, sights, event: { on, seq, id } }] : [])),
  )
}

export const damages: readonly Damage[] = [
  {
    kind: 'lost',
    what: 'forgets what it acknowledged',
    do: (record, choose) => {
      if (record.acknowledged.length === 0) return false
      record.acknowledged.push({ ...choose(record.acknowledged), seq: 1_000 })
      return {}
    },
  },
  { kind: 'gap', what: 'leaves an event out', do: toSight(goesOn, ({ sights, place }) => sights.splice(place, 1)) },
  {
    kind: 'gap',
    what: 'leaves an event out of a page',
    do: ({ seen }, choose) => {
      const pages = [...seen].flatMap(([client, { sights }]) =>
        sights.flatMap((sight, place) =>
          'page' in sight && sight.page.length > 2 ? [{ client, sights, sight, place }] : [],
        ),
      )
      if (pages.length === 0) return false
      const { client, sights, sight, place } = choose(pages)
      sights.splice(place, 1, { ...sight, page: sight.page.toSpliced(1, 1) })
      return { client }
    },
  },
  {
    kind: 'repeated',
    what: 'shows an event twice',
    do: toSight(
      () => true,
      ({ sights, place, event }) => sights.splice(place, 0, event),
    ),
  },
  {
    kind: 'repeated',
    what: 'stores a message twice',
    do: ({ stored }, choose) => {
      const messages = stored.filter(({ id, on }) => id !== undefined && on.startsWith('chat/room/'))
      if (messages.length === 0) return false
      const on = 'chat/room/unseen'
      stored.push({ ...choose(messages), on, seq: 1 })
      return {}
    },
  },
  {
    kind: 'disorder',
    what: 'shows two events the wrong way round',
    do: toSight(
      ({ next, sights, place, isLastButOne }) => isEvent(next) && !isLastButOne && sights[place + 1] === next,
      ({ sights, place }) => sights.splice(place, 2, sights[place + 1] as Sight, sights[place] as Sight),
    ),
  },
  {
    kind: 'phantom',
    what: 'shows what is not there',
    do: toSight(
      () => true,
      ({ sights, place, event }) => sights.splice(place, 1, { on: event.on, seq: event.seq, id: 'nobody said this' }),
    ),
  },
  {
    kind: 'divergence',
    what: 'never shows the last event',
    do: toSight(
      ({ next }) => next === undefined,
      ({ sights, place }) => sights.splice(place, 1),
    ),
  },
  {
    kind: 'divergence',
    what: 'leaves a room out of what somebody is in',
    do: ({ standings }, choose) => {
      if (standings.length === 0) return false
      const standing = choose(standings)
      standings.splice(standings.indexOf(standing), 1)
      return { user: standing.user }
    },
  },
  {
    kind: 'leak',
    what: 'goes on after it took somebody out',
    do: ({ seen, stored }, choose) => {
      const places = new Map(stored.map((event) => [`${event.on} ${event.seq}`, event]))
      const ends = [...seen].flatMap(([client, { user, sights }]) =>
        sights.flatMap((sight, place) => {
          const before = sights[place - 1]
          const after = isEvent(before) && 'ended' in sight && places.get(`${before.on} ${before.seq + 1}`)
          const isTaken = isEvent(before) && places.get(`${before.on} ${before.seq}`)?.takes === user
          return after && isTaken
            ? [{ client, sights, place, event: { on: after.on, seq: after.seq, id: after.id } }]
            : []
        }),
      )
      if (ends.length === 0) return false
      const { client, sights, place, event } = choose(ends)
      sights.splice(place + 1, 0, event)
      return { client }
    },
  },
  {
    kind: 'leak',
    what: 'shows somebody a page of what is not theirs',
    do: (record, choose) => {
      const strange = strangers(record)
      if (strange.length === 0) return false
      const { client, sights, event } = choose(strange)
      sights.push({ on: event.on, page: [event] })
      return { client }
    },
  },
  {
    kind: 'leak',
    what: 'names a room to somebody who is not in it',
    do: ({ standings, stored }) => {
      const on = 'chat/room/a'
      const head = stored.filter((event) => event.on === on).length
      standings.push({ user: 'nobody', on, head, read: head, unread: 0 })
      return { user: 'nobody' }
    },
  },
  {
    kind: 'unhidden',
    what: 'shows what was hidden or taken back before',
    do: ({ seen, stored }, choose) => {
      const places = new Map(stored.map((event) => [`${event.on} ${event.seq}`, event]))
      const pages = [...seen].flatMap(([client, { sights }]) =>
        sights.flatMap((sight, place) =>
          'page' in sight && sight.page.some(({ isRedacted }) => isRedacted) ? [{ client, sights, sight, place }] : [],
        ),
      )
      if (pages.length === 0) return false
      const { client, sights, sight, place } = choose(pages)
      const page = sight.page.map(({ on, seq }) => ({ on, seq, id: places.get(`${on} ${seq}`)?.id }))
      sights.splice(place, 1, { ...sight, page })
      return { client }
    },
  },
  {
    kind: 'withheld',
    what: 'withholds what nobody has hidden or taken back',
    do: (record, choose) => {
      const everHidden = new Set(record.stored.flatMap(({ hides }) => hides ?? []))
      const gone = new Set(
        record.stored.flatMap(({ on, takesBack, takesBackToo = [] }) =>
          [takesBack, ...takesBackToo].map((seq) => `${on} ${seq}`),
        ),
      )
      const by = new Map(record.stored.map((event) => [`${event.on} ${event.seq}`, event.by]))
      return toSight(
        ({ event: { on, seq } }) => !gone.has(`${on} ${seq}`) && !everHidden.has(by.get(`${on} ${seq}`) ?? ''),
        ({ sights, place, event }) => sights.splice(place, 1, { ...event, id: undefined, isRedacted: true }),
      )(record, choose)
    },
  },
  { kind: 'unread', what: 'counts wrong', do: toStanding(({ unread }) => ({ unread: unread + 1 })) },
  {
    kind: 'cursor',
    what: 'forgets a move of a cursor',
    do: toStanding(({ user, on, read }, { moved }) => {
      moved.push({ user, on, read: read + 1 })
      return {}
    }),
  },
]
