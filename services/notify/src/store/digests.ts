/** Mail about what people have not read. Rows are made, and end, under the lock of their person's stream; who sends one claims it for a while. */
import type { Queryable } from '@parley/service-kit'
import type { Alerts, DigestWish, Every, Level } from '../alerts.ts'
import type { Kind } from '../notice.ts'

export const spanSeconds: Readonly<Record<Exclude<Every, 'never'>, number>> = { hourly: 3_600, daily: 86_400 }

const queueSql = `
  insert into digest (person, due) select person, now() + make_interval(secs => $2) from unnest($1::uuid[]) person order by person
  on conflict (person) do update set due = greatest(excluded.due, digest.ended_at + make_interval(secs => $3))
    where digest.due is null`

/** Where one is due already it tells of this, too. */
export const queueDigests = (
  db: Queryable,
  people: readonly string[],
  every: keyof typeof spanSeconds,
  awaySeconds: number,
) => db.query(queueSql, [people, awaySeconds, spanSeconds[every]])

export interface Claimed {
  readonly person: string
  readonly told: number
  /** Of one that was tried before: the same again. */
  readonly mail: string | null
  readonly upto: number | null
  readonly tries: number
  /** Since it is tried, or is due. */
  readonly seconds: number
}

const claimSql = `
  with due as (
    select person, due from digest where due <= now() order by due limit $1 for update skip locked
  )
  update digest set due = now() + make_interval(secs => $2), since = coalesce(since, due.due) from due
  where digest.person = due.person
  returning digest.person, told, mail, upto, tries, extract(epoch from now() - since)::float8 as seconds`

/** Those that are due, for this process alone for so many seconds. */
export const claimDigests = (db: Queryable, most: number, seconds: number): Promise<Claimed[]> =>
  db.query<Claimed>(claimSql, [most, seconds])

export interface Unread {
  readonly id: number
  readonly kind: Kind
  readonly room: string | null
  readonly message: number | null
  readonly by: string | null
}

export interface Facts extends DigestWish {
  readonly alerts: Alerts | null
  readonly places: Readonly<Record<string, Level>> | null
  /** Those that mail may tell of, the newest first; some of them where there are many. */
  readonly unread: readonly Unread[] | null
  /** By the clock of Postgres, in milliseconds since 1970. */
  readonly now: number
}

const factsSql = `
  select alert.kept as alerts, alert.digest, alert.digest_content as "digestContent",
    floor(extract(epoch from now()) * 1000)::bigint as now,
    (select json_object_agg(place, level) from alert_place where alert_place.person = asked.person) as places,
    (select json_agg(json_build_object('id', id, 'kind', kind, 'room', room, 'message', message, 'by', by) order by id desc)
      from (
        select id, kind, room, message, by from notification
        where notification.person = asked.person and state = 'unread' and mails
          and id > asked.told and id <= coalesce(asked.upto, id)
        order by id desc limit $4
      ) newest) as unread
  from unnest($1::uuid[], $2::bigint[], $3::bigint[]) with ordinality as asked (person, told, upto, ord)
  left join alert on alert.person = asked.person
  order by asked.ord`

/** In their order. */
export const digestFacts = (db: Queryable, claimed: readonly Claimed[], most: number): Promise<Facts[]> =>
  db.query<Facts>(factsSql, [
    claimed.map(({ person }) => person),
    claimed.map(({ told }) => told),
    claimed.map(({ upto }) => upto),
    most,
  ])

const beginSql = `
  update digest set mail = coalesce(mail, gen_random_uuid()), upto = coalesce(upto, $2), tries = tries + 1
  where person = $1 and due is not null returning mail`

/** It is sent now, and tells of what there is up to this notification. Nothing where the person is gone. */
export const beginDigest = async (db: Queryable, person: string, upto: number): Promise<string | undefined> =>
  (await db.query<{ mail: string }>(beginSql, [person, upto]))[0]?.mail

const putOffSql = `
  update digest set due = now() + make_interval(secs => $2), since = case when $3 then since end
  where person = $1 and due is not null`

/** In so many seconds. `isTried`: it is the same one then. */
export const putOffDigest = (db: Queryable, person: string, seconds: number, isTried = false) =>
  db.query(putOffSql, [person, seconds, isTried])

const endSql = `
  update digest set told = greatest(told, $2), mail = null, upto = null, since = null, tries = 0,
    ended_at = case when $3 then now() else ended_at end,
    due = case when exists (
      select from notification n where n.person = digest.person and n.state = 'unread' and n.mails and n.id > greatest(told, $2)
    ) then greatest(now() + make_interval(secs => $4), case when $3 then now() else ended_at end + make_interval(secs => $5)) end
  where person = $1`

export interface End {
  /** Of nothing up to this notification is told any more. */
  readonly upto: number
  /** Whether the next has to wait for a span of theirs. */
  readonly counts: boolean
  readonly awaySeconds: number
  readonly spanSeconds: number
}

/** Under the lock of their stream. */
export const endDigest = (db: Queryable, person: string, { upto, counts, awaySeconds, spanSeconds }: End) =>
  db.query(endSql, [person, upto, counts, awaySeconds, spanSeconds])

const lagSql = `select coalesce(extract(epoch from now() - min(due))::float8, 0) as seconds from digest where due <= now()`

/** For how long the first has waited that is due, in seconds. */
export const readDigestLag = async (db: Queryable): Promise<number> =>
  (await db.query<{ seconds: number }>(lagSql))[0]?.seconds ?? 0

/** Whether what there is of somebody goes, or is gone. */
export const isErasing = async (db: Queryable, person: string): Promise<boolean> =>
  (await db.query('select 1 from erasing where person = $1', [person])).length > 0
