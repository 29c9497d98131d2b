/** Accounts as far as chat has to know them. */
import type { Queryable } from '@parley/service-kit'

export interface Person {
  readonly id: string
  readonly name: string
}

const putSql = `
  insert into person (id, name) select * from unnest($1::uuid[], $2::text[])
  on conflict (id) do update set name = excluded.name`

/** Each id once. */
export const putPeople = (db: Queryable, people: readonly Person[]) =>
  db.query(putSql, [people.map((person) => person.id), people.map((person) => person.name)])

const getSql = `select id, name from person where id = any($1::uuid[])`

export const getPeople = async (db: Queryable, ids: readonly string[]): Promise<Map<string, Person>> =>
  new Map((await db.query<Person>(getSql, [ids])).map((person) => [person.id, person]))
