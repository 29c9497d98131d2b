/** Accounts as far as chat has to know them. */
import type { Queryable } from '@parley/service-kit'

/** The events of auth that say what somebody is called. */
export const peopleKinds = ['account.created', 'account.changed'] as const

export interface Person {
  readonly id: string
  readonly name: string
  /** Which profile of theirs is the latest. Null where nothing was told of one. */
  readonly profile?: number | null
  /** The file of their picture, as of that profile. */
  readonly picture?: string | null
}

/** What is told of an account besides how it is called. What is not given stays. */
export interface Kind {
  /** When somebody signed up, in milliseconds since 1970. Null where that was told before. */
  readonly since?: number | null
  readonly guest?: boolean
  readonly program?: boolean
}

/** As auth told it, and where. */
export interface ToldPerson extends Person {
  readonly epoch: number
  readonly seq: number
}

const putSql = `
  insert into person (id, name, epoch, seq, profile, picture, since, guest, program)
  select id, name, epoch, seq, profile, picture, to_timestamp(since / 1000.0), guest, program
  from unnest($1::uuid[], $2::text[], $3::bigint[], $4::bigint[], $5::integer[], $6::uuid[], $7::bigint[], $8::boolean[], $9::boolean[])
    as new (id, name, epoch, seq, profile, picture, since, guest, program)
  order by id
  on conflict (id) do update set name = excluded.name, epoch = excluded.epoch, seq = excluded.seq,
    profile = coalesce(excluded.profile, person.profile),
    picture = case when excluded.profile is null then person.picture else excluded.picture end,
    since = coalesce(person.since, excluded.since),
    guest = coalesce(excluded.guest, person.guest), program = coalesce(excluded.program, person.program)
  where (person.epoch, person.seq) <= (excluded.epoch, excluded.seq)`

/** Each id once; in order, so that no two that write the same people wait for each other. What is newer stays. */
export const putPeople = (db: Queryable, people: readonly (ToldPerson & Kind)[]) =>
  db.query(putSql, [
    people.map((person) => person.id),
    people.map((person) => person.name),
    people.map((person) => person.epoch),
    people.map((person) => person.seq),
    people.map((person) => person.profile ?? null),
    people.map((person) => person.picture ?? null),
    people.map((person) => person.since ?? null),
    people.map((person) => person.guest ?? null),
    people.map((person) => person.program ?? null),
  ])

const getSql = `select id, name, profile from person where id = any($1::uuid[])`

export const getPeople = async (db: Queryable, ids: readonly string[]): Promise<Map<string, Person>> =>
  new Map((await db.query<Person>(getSql, [ids])).map((person) => [person.id, person]))

const getToldSql = `select id, name, epoch, seq, profile, picture from person where id = any($1::uuid[])`

export const getPeopleTold = async (db: Queryable, ids: readonly string[]): Promise<Map<string, ToldPerson>> =>
  new Map((await db.query<ToldPerson>(getToldSql, [ids])).map((person) => [person.id, person]))
