/** Who has reacted to what: see `message-states.ts`. */
import type { Database, InEpoch, Queryable } from '@parley/service-kit'

/** One reaction of one person. */
export interface Reaction {
  readonly room: string
  readonly seq: number
  readonly emoji: string
  readonly person: string
}

const valuesOf = ({ room, seq, emoji, person }: Reaction) => [room, seq, emoji, person]

const findSql = `
  select
    (select added from reaction where room = $1 and seq = $2 and emoji = $3 and person = $4) as added,
    (select count(*)::int from reaction_count where room = $1 and seq = $2 and emoji <> $3) as others,
    exists (select from reaction_count where room = $1 and seq = $2 and emoji = $3) as "isThere"`

interface Found {
  readonly added: number | null
  readonly others: number
  readonly isThere: boolean
}

/** Where somebody has reacted so, how many other emoji the message has, and whether anybody has reacted so. */
export const findReaction = async (db: Queryable, reaction: Reaction) =>
  (await db.query<Found>(findSql, valuesOf(reaction)))[0] as Found

const insertSql = `
  with added as (insert into reaction (room, seq, emoji, person, added) values ($1, $2, $3, $4, $5))
  insert into reaction_count (room, seq, emoji, people, first) values ($1, $2, $3, 1, $5)
  on conflict (room, seq, emoji) do update set people = reaction_count.people + 1`

export const insertReaction = (db: Queryable, reaction: Reaction, added: number) =>
  db.query(insertSql, [...valuesOf(reaction), added])

const deleteSql = `
  with gone as (delete from reaction where room = $1 and seq = $2 and emoji = $3 and person = $4),
  fewer as (update reaction_count set people = people - 1 where room = $1 and seq = $2 and emoji = $3 and people > 1)
  delete from reaction_count where room = $1 and seq = $2 and emoji = $3 and people = 1`

/** One that is there. */
export const deleteReaction = (db: Queryable, reaction: Reaction) => db.query(deleteSql, valuesOf(reaction))

const listSql = `
  select stream.head, (select current_epoch()) as epoch, listed.*
  from stream left join lateral (
    select reaction.person, reaction.added, coalesce(person.name, '') as name
    from reaction left join person on person.id = reaction.person
    where reaction.room = stream.id and reaction.seq = $2 and reaction.emoji = $3 and reaction.added > $4
      and not exists (select from hidden where hidden.person = $5 and hidden.author = reaction.person)
    order by reaction.added limit $6
  ) listed on true
  where stream.id = $1 order by listed.added`

interface Row extends InEpoch {
  readonly head: number
  /** Null where there is nobody. */
  readonly person: string | null
  readonly name: string
  readonly added: number
}

export interface ReactorsAsked extends Reaction {
  readonly after: number
  readonly limit: number
}

/** In the order in which they reacted, as `person` sees them. */
export const listReactors = async (
  db: Database,
  { room, seq, emoji, person, after, limit }: ReactorsAsked,
): Promise<{
  readonly epoch: number
  readonly head: number
  readonly reactors: readonly { readonly user: string; readonly name: string; readonly added: number }[]
}> => {
  const rows = await db.query<Row>(listSql, [room, seq, emoji, after, person, limit])
  return {
    epoch: db.read(rows),
    head: rows[0]?.head ?? 0,
    reactors: rows.flatMap(({ person: user, name, added }) => (user === null ? [] : [{ user, name, added }])),
  }
}
