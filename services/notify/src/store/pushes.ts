/**
 * What is shown on devices, or is to be: one row for each tag. Rows are made, and marked to be taken away, under the lock of their person's
 * stream; what comes of sending is noted without it.
 */
import type { Queryable } from '@parley/service-kit'
import type { Kind } from '../notice.ts'

/** In the place of a device: what is for all devices that the operator's relay knows. */
export const relay = '00000000-0000-0000-0000-000000000000'

/** After one was shown the next of the same tag waits so long: of many in a row a device shows the first and the last. */
const pauseSeconds = 5

/** An urgent one is sent again every five minutes, six times at most. */
const repeatSeconds = 300
const mostRepeats = 6

export interface NewPush {
  readonly person: string
  readonly tag: string
  readonly room: string | undefined
  readonly notification: number
  readonly urgent: boolean
}

const queueSql = `
  insert into push (target, person, tag, room, notification, urgent, due, since)
  select target.id, new.person, new.tag, new.room, new.notification, new.urgent, greatest(now(), target.waits_until), now()
  from unnest($1::uuid[], $2::text[], $3::uuid[], $4::bigint[], $6::boolean[]) as new (person, tag, room, notification, urgent)
  cross join lateral (
    select id, waits_until from device where device.person = new.person
    union all select '${relay}'::uuid, '-infinity' where $5
  ) target
  order by target.id, new.person, new.tag
  on conflict (person, target, tag) do update set
    notification = excluded.notification, urgent = excluded.urgent, clears = false, repeats = 0, since = coalesce(case when push.due is not null then push.since end, now()),
    due = case when push.sending then push.due
      else greatest(excluded.due, push.due, push.shown_at + interval '${pauseSeconds} seconds') end`

/** One of each tag: the newest. `relayed`: whether there is a relay. */
export const queuePushes = async (db: Queryable, all: readonly NewPush[], relayed: boolean): Promise<void> =>
  void (await db.query(queueSql, [
    all.map(({ person }) => person),
    all.map(({ tag }) => tag),
    all.map(({ room }) => room ?? null),
    all.map(({ notification }) => notification),
    relayed,
    all.map(({ urgent }) => urgent),
  ]))

/** Whether there is still something unread that a push tells of. */
const isOpen = `exists (
  select from notification n
  where n.person = push.person and n.state = 'unread' and not n.silent
    and case when push.room is null then n.id = push.notification else n.room = push.room end
)`

const withdrawSql = `
  with over as (
    select push.target, push.tag from push where push.person = $1 and not push.clears and not ${isOpen}
  ), kept as (
    update push set clears = true, since = now(), due = case when sending then due else now() end
    from over where push.person = $1 and push.target = over.target and push.tag = over.tag and (push.sending or push.shown is not null)
    returning push.target, push.tag
  )
  delete from push using over
  where push.person = $1 and push.target = over.target and push.tag = over.tag and not push.sending and push.shown is null`

/** What is read is sent no more, and taken away where it was. */
export const withdrawRead = (db: Queryable, person: string) => db.query(withdrawSql, [person])

interface Place {
  readonly target: string
  readonly person: string
  readonly tag: string
}

const keyOf = ({ target, person, tag }: Place) => [target, person, tag]

export interface Claimed extends Place {
  readonly notification: number
  readonly clears: boolean
  readonly held: boolean
  /** How often a process that sent it never said what came of it. */
  readonly lost: number
  readonly urgent: boolean
  /** Seconds since it was to be sent. */
  readonly seconds: number
}

const claimSql = `
  with due as (
    select target, person, tag from push where due <= now() order by due limit $1 for update skip locked
  )
  update push set due = now() + make_interval(secs => $2), sending = true, lost = push.lost + push.sending::int
  from due where push.target = due.target and push.person = due.person and push.tag = due.tag
  returning push.target, push.person, push.tag, push.notification, push.clears, push.held, push.lost, push.urgent,
    extract(epoch from now() - push.since)::float8 as seconds`

/** Those that are due, for this process alone for so many seconds. */
export const claimPushes = (db: Queryable, most: number, seconds: number): Promise<Claimed[]> =>
  db.query<Claimed>(claimSql, [most, seconds])

export interface Told {
  /** The newest that is unread. */
  readonly id: number
  readonly kind: Kind
  readonly room: string | null
  readonly message: number | null
  readonly by: string | null
  readonly of: string | null
  readonly at: number
  /** Whether any of the tag is. */
  readonly urgent: boolean
  /** How many there are of the same tag. */
  readonly count: number
}

/** What a push says now. */
export interface Facts {
  /** Null where nothing of it is unread. */
  readonly told: Told | null
  /** Of all that there is. */
  readonly unread: number
  /** Null where it goes to the relay, or the device is gone. */
  readonly device: {
    readonly id: string
    readonly endpoint: string
    readonly p256dh: string
    readonly auth: string
    readonly content: boolean
    readonly withdraws: boolean
    readonly key: string
    readonly private: string
    /** By which it was subscribed; null where a release before this one has done it. */
    readonly session: string | null
  } | null
}

const factsSql = `
  select coalesce(inbox.unread, 0) as unread,
    (select json_build_object('id', device.id, 'endpoint', endpoint, 'p256dh', p256dh, 'auth', auth, 'content', content,
        'withdraws', withdraws, 'key', vapid_key.key, 'private', vapid_key.private, 'session', session)
      from device join vapid_key on vapid_key.key = device.key where device.id = push.target) as device,
    (select json_build_object('id', id, 'kind', kind, 'room', room, 'message', message, 'by', by, 'of', "of",
        'at', floor(extract(epoch from at) * 1000)::bigint, 'count', count, 'urgent', any_urgent)
      from (
        select n.*, count(*) over () as count, bool_or(urgent) over () as any_urgent from notification n
        where n.person = push.person and n.state = 'unread' and not n.silent
          and case when push.room is null then n.id = push.notification else n.room = push.room end
        order by id desc limit 1
      ) newest) as told
  from unnest($1::uuid[], $2::uuid[], $3::text[]) with ordinality as asked (target, person, tag, ord)
  left join push on push.target = asked.target and push.person = asked.person and push.tag = asked.tag
  left join inbox on inbox.person = asked.person
  order by asked.ord`

/** In the order of the places. */
export const factsOf = (db: Queryable, places: readonly Place[]): Promise<Facts[]> =>
  db.query<Facts>(factsSql, [
    places.map(({ target }) => target),
    places.map(({ person }) => person),
    places.map(({ tag }) => tag),
  ])

const isThis = 'target = $1 and person = $2 and tag = $3'

const shownSql = `
  update push set sending = false, held = false, lost = 0, shown = $4, shown_at = now(), since = now(),
    repeats = repeats + case when shown >= $4 then 1 else 0 end,
    due = case when clears then now() when notification > $4 then now() + interval '${pauseSeconds} seconds'
      when $5 and repeats + case when shown >= $4 then 1 else 0 end < ${mostRepeats} then now() + interval '${repeatSeconds} seconds' end
  where ${isThis}`

/** It was sent, up to this notification. */
export const noteShown = (db: Queryable, place: Place, { id, urgent }: Pick<Told, 'id' | 'urgent'>) =>
  db.query(shownSql, [...keyOf(place), id, urgent])

const endSql = `delete from push where ${isThis} and (clears or notification <= $4)`
const goOnSql = `update push set sending = false, held = false, lost = 0, shown = null, due = now() where ${isThis}`

/** There is nothing more to send, or to take away, of all up to this notification; what has come since goes its own way. */
export const endPush = async (db: Queryable, place: Place, notification: number): Promise<void> => {
  await db.query(endSql, [...keyOf(place), notification])
  await db.query(goOnSql, keyOf(place))
}

const laterSql = `
  update push set sending = false, lost = 0, held = held or $5, due = now() + make_interval(secs => $4) where ${isThis}`

/** In so many seconds. `held`: for somebody who is there. */
export const putOff = (db: Queryable, place: Place, seconds: number, held = false) =>
  db.query(laterSql, [...keyOf(place), seconds, held])

const waitingSql = `select coalesce(extract(epoch from now() - min(due))::float8, 0) as seconds from push where due <= now()`

/** For how long the first has waited that is due, in seconds. */
export const readLag = async (db: Queryable): Promise<number> =>
  (await db.query<{ seconds: number }>(waitingSql))[0]?.seconds ?? 0
