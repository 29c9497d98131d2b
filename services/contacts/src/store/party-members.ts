/** Who is in a party, and who wants to be. Written under the lock of its stream; who comes in, under that of theirs too. */
import type { Queryable } from '@parley/service-kit'
import { nowSql } from './parties.ts'

export interface MemberRow {
  readonly person: string
  /** Position of their party.joined. */
  readonly joined: number
  readonly away: boolean
  /** In the ready check that goes on. */
  readonly asked: boolean
  readonly ready: boolean | null
}

const listSql = `select person, joined, away, asked, ready from party_member where party = $1 order by joined`

export const listMembers = (db: Queryable, party: string): Promise<MemberRow[]> => db.query<MemberRow>(listSql, [party])

const insertSql = `insert into party_member (party, person, game, joined) values ($1, $2, $3, $4)`

export const insertMember = (db: Queryable, party: string, game: string, person: string, joined: number) =>
  db.query(insertSql, [party, person, game, joined])

const deleteSql = `delete from party_member where party = $1 and person = $2`

export const deleteMember = (db: Queryable, party: string, person: string) => db.query(deleteSql, [party, person])

const putSql = `update party_member set away = $3, asked = $4, ready = $5 where party = $1 and person = any($2::uuid[])`

export const putMembers = (
  db: Queryable,
  party: string,
  people: readonly string[],
  { away, asked, ready }: Pick<MemberRow, 'away' | 'asked' | 'ready'>,
) => db.query(putSql, [party, people, away, asked, ready])

const placesSql = `
  select count(*)::int as count, coalesce(bool_or(game = $2), false) as same from party_member where person = $1`

/** In how many parties somebody is, and whether in one of this game. Holds while the stream of theirs is locked. */
export const placesOf = async (db: Queryable, person: string, game: string) => {
  const [row] = await db.query<{ count: number; same: boolean }>(placesSql, [person, game])
  return row ?? { count: 0, same: false }
}

const ownSql = `select party from party_member where person = $1 and game = $2`

export const partyOf = async (db: Queryable, person: string, game: string): Promise<string | undefined> =>
  (await db.query<{ party: string }>(ownSql, [person, game]))[0]?.party

const requestsSql = `select person from party_request where party = $1 order by at, person`

export const listRequests = async (db: Queryable, party: string): Promise<string[]> =>
  (await db.query<{ person: string }>(requestsSql, [party])).map(({ person }) => person)

const askSql = `insert into party_request (party, person, at) values ($1, $2, ${nowSql})`

export const insertRequest = (db: Queryable, party: string, person: string) => db.query(askSql, [party, person])

const unaskSql = `delete from party_request where party = $1 and person = $2 returning 1`

/** Whether they had asked. */
export const deleteRequest = async (db: Queryable, party: string, person: string): Promise<boolean> =>
  (await db.query(unaskSql, [party, person])).length > 0

const mootSql = `
  select request.party, request.person from party_request request
  join party on party.id = request.party
  where (coalesce(party.leader = $1, true) or party.id = $1) and (party.ended is not null or exists (
    select from relation where relation.person = party.leader and other = request.person and blocked
  )) limit $2`

/** Those who wait in vain: the party is over, or its leader blocks them. Of one leader or party, where one is named. */
export const listMoot = (db: Queryable, of: string | null, most: number) =>
  db.query<{ party: string; person: string }>(mootSql, [of, most])
