/** Accounts as far as chat has to know them. */
import type { Queryable } from '@parley/service-kit'

export interface Person {
  readonly id: string
  readonly name: string
}

const putSql = `
  insert into person (id, name) select id, name from unnest($1::uuid[], $2::text[]) as new (id, name) order by id
  on conflict (id) do update set name = excluded.name`

/** Each id once; in order, so that no two that write the same people wait for each other. */
export const putPeople = (db: Queryable, people: readonly Person[]) =>
  db.query(putSql, [people.map((person) => person.id), people.map((person) => person.name)])

const getSql = `select id, name from person where id = any($1::uuid[])`

export const getPeople = async (db: Queryable, ids: readonly string[]): Promise<Map<string, Person>> =>
  new Map((await db.query<Person>(getSql, [ids])).map((person) => [person.id, person]))
