/** Who leads which party, as contacts tells it. */
import type { Queryable } from '@parley/service-kit'

export interface Leading {
  readonly party: string
  /** Null where it is over. */
  readonly leader: string | null
  readonly epoch: number
  readonly seq: number
}

const putSql = `
  insert into party_leader (party, leader, epoch, seq) values ($1, $2, $3, $4)
  on conflict (party) do update set leader = excluded.leader, epoch = excluded.epoch, seq = excluded.seq
  where (party_leader.epoch, party_leader.seq) <= (excluded.epoch, excluded.seq)`

/** An older one than is known changes nothing. */
export const putLeader = async (db: Queryable, { party, leader, epoch, seq }: Leading): Promise<void> =>
  void (await db.query(putSql, [party, leader, epoch, seq]))

const readSql = 'select party, leader from party_leader where party = any($1::uuid[]) and leader is not null'

export const leadersOf = async (db: Queryable, parties: readonly string[]): Promise<ReadonlyMap<string, string>> => {
  const rows = await db.query<{ party: string; leader: string }>(readSql, [parties])
  return new Map(rows.map(({ party, leader }) => [party, leader]))
}

export interface PartyRequest {
  readonly party: string
  readonly person: string
  readonly by: string
  /** When it was asked, in milliseconds since 1970. */
  readonly at: number
}

const openSql = `
  select "of" as party, person, by, floor(extract(epoch from since) * 1000)::bigint as at from notification
  where "of" = any($1::uuid[]) and kind = 'party_request' and state in ('unread', 'read') and by is not null order by id`

/** Those that a leader was told of, and that wait for an answer. */
export const openRequests = (db: Queryable, parties: readonly string[]): Promise<PartyRequest[]> =>
  db.query<PartyRequest>(openSql, [parties])
