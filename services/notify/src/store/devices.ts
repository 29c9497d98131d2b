/** Browsers that are woken by Web Push. Written under the lock of their person's stream. */
import type { EventBody } from '@parley/protocol'
import type { Database, InEpoch, Queryable } from '@parley/service-kit'

export type Device = EventBody<'push.subscribed'>

export interface Subscription extends Omit<Device, 'device'> {
  /** By which it was subscribed last. */
  readonly session: string
  readonly endpoint: string
  readonly p256dh: string
  readonly auth: string
  readonly key: string
}

const columns = `id as device, content, withdraws, label, floor(extract(epoch from at) * 1000)::bigint as at`

export interface Known extends Device, Pick<Subscription, 'p256dh' | 'auth' | 'key' | 'session'> {
  readonly person: string
}

const findSql = `select ${columns}, person, p256dh, auth, key, session from device where endpoint = $1`

/** Whoever has subscribed it. */
export const findByEndpoint = async (db: Queryable, endpoint: string): Promise<Known | undefined> =>
  (await db.query<Known>(findSql, [endpoint]))[0]

export const countDevices = async (db: Queryable, person: string): Promise<number> =>
  (await db.query<{ count: number }>('select count(*)::int as count from device where person = $1', [person]))[0]
    ?.count ?? 0

const insertSql = `
  insert into device (person, endpoint, p256dh, auth, key, content, withdraws, label, at, session)
  values ($1, $2, $3, $4, $5, $6, $7, $8, to_timestamp($9 / 1000.0), $10) on conflict do nothing returning ${columns}`

/** Nothing where somebody else has just subscribed it. */
export const insertDevice = async (db: Queryable, person: string, one: Subscription): Promise<Device | undefined> => {
  const { endpoint, p256dh, auth, key, content, withdraws, label, at, session } = one
  const values = [person, endpoint, p256dh, auth, key, content, withdraws, label, at, session]
  return (await db.query<Device>(insertSql, values))[0]
}

const changeSql = `update device set content = $2, withdraws = $3, label = $4, key = $5, p256dh = $6, auth = $7, session = $8 where id = $1`

export const changeDevice = (db: Queryable, device: string, one: Omit<Subscription, 'at'>) =>
  db.query(changeSql, [...[device, one.content, one.withdraws, one.label, one.key, one.p256dh, one.auth, one.session]])

const deleteSql = `
  with gone as (
    delete from device
    where person = $1 and id = coalesce($2::uuid, id) and endpoint = coalesce($3::text, endpoint) and ($2::uuid is not null or $3::text is not null) returning id
  ), pushes as (delete from push using gone where push.target = gone.id)
  select id from gone`

/** All that is given has to hold of it. */
export interface WhichDevice {
  readonly device?: string
  readonly endpoint?: string
}

/** With all that was to be sent to it. Nothing where this person has no such device. */
export const deleteDevice = async (
  db: Queryable,
  person: string,
  { device, endpoint }: WhichDevice,
): Promise<string | undefined> =>
  (await db.query<{ id: string }>(deleteSql, [person, device ?? null, endpoint ?? null]))[0]?.id

const listSql = `
  select head, (select current_epoch()) as epoch, listed.*
  from stream left join lateral (select ${columns}, place from device where person = $1) listed on true
  where stream.id = $1 order by listed.place`

/** With where the stream of their person stands. */
export const listDevices = async (db: Database, person: string) => {
  const rows = await db.query<InEpoch & { head: number } & Device>(listSql, [person])
  const devices = rows.filter(({ device }) => device !== null)
  return {
    epoch: db.read(rows),
    head: rows[0]?.head ?? 0,
    devices: devices.map(({ device, content, withdraws, label, at }) => ({ device, content, withdraws, label, at })),
  }
}

const failSql = `
  with failed as (
    update device set failures = failures + 1,
      waits_until = now() + greatest($2::float8, least(power(2, least(failures, 20)) * 2, 3600)) * interval '1 second'
    where id = $1 returning id, waits_until
  )
  update push set due = greatest(due, failed.waits_until) from failed where push.target = failed.id and due is not null and not sending`

/** Nothing more is sent to it for a while, which grows with each time; for so many seconds at least. */
export const noteFailure = (db: Queryable, device: string, seconds: number) => db.query(failSql, [device, seconds])

const tookSql = `update device set failures = 0, waits_until = '-infinity' where id = $1 and failures > 0`

export const noteSuccess = (db: Queryable, device: string) => db.query(tookSql, [device])
