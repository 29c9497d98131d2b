/** Spaces, put into the tables past the service. */
import { randomUUID } from 'node:crypto'
import { openToMend } from '@parley/service-kit'
import { afterAll } from 'vitest'
import type { Overrides } from '../src/permissions.ts'
import { bringToSpace } from '../src/residents.ts'

type Sql = <Row>(text: string, values?: unknown[]) => Promise<Row[]>

export interface NewResident {
  readonly person: string
  readonly roles?: readonly number[]
  readonly mutedUntil?: number | undefined
  /** Whether they have still to accept the rules. */
  readonly pending?: boolean | undefined
  /** Whether they have a second factor. */
  readonly factor?: boolean | undefined
}

export interface NewSpace {
  readonly owner: string
  /** What each role allows, by its id. */
  readonly roles: ReadonlyMap<number, bigint>
  readonly residents: readonly NewResident[]
  /** Whether it asks for a second factor. */
  readonly guarded?: boolean
}

const rolesSql = `
  insert into role (space, id, name, place, may) select $1, id, 'Role', id, may from unnest($2::smallint[], $3::bigint[]) as r (id, may)`
const residentSql = `
  insert into resident (space, person, roles, muted_until, accepted) values ($1, $2, $3, to_timestamp($4 / 1000.0), $5)`

export const putSpace = async (sql: Sql, { owner, roles, residents, guarded = false }: NewSpace): Promise<string> => {
  const space = randomUUID()
  const need = residents.some(({ pending }) => pending) ? 1 : 0
  await sql(`insert into space (id, name, owner, rules_need, second_factor) values ($1, 'Space', $2, $3, $4)`, [
    space,
    owner,
    need,
    guarded,
  ])
  await sql(rolesSql, [space, [...roles.keys()], [...roles.values()].map(String)])
  for (const { person, roles: own = [], mutedUntil = null, pending = false } of residents)
    await sql(residentSql, [space, person, own, mutedUntil, pending ? 0 : 1])
  return space
}

export const putCategory = async (sql: Sql, space: string): Promise<string> => {
  const id = randomUUID()
  await sql(`insert into category (space, id, name, place) values ($1, $2, 'Category', 0)`, [space, id])
  return id
}

interface Placed {
  readonly category?: string | null
  readonly apart?: boolean
}

export const putRoom = async (sql: Sql, space: string, { category = null, apart = false }: Placed = {}) => {
  const id = randomUUID()
  await sql(
    `insert into room (id, kind, name, creator, space, category, apart) values ($1, 'space', 'Room', $1, $2, $3, $4)`,
    [id, space, category, apart],
  )
  await sql(`insert into stream (id, kind) values ($1, 'chat/room')`, [id])
  return id
}

/** What a room or a category says otherwise. */
export const putOverrides = async (sql: Sql, room: string, { roles, people }: Overrides): Promise<void> => {
  for (const [role, { allow, deny }] of roles)
    await sql('insert into role_override (room, role, allow, deny) values ($1, $2, $3, $4)', [
      room,
      role,
      String(allow),
      String(deny),
    ])
  for (const [person, { allow, deny }] of people)
    await sql('insert into person_override (room, person, allow, deny) values ($1, $2, $3, $4)', [
      room,
      person,
      String(allow),
      String(deny),
    ])
}

type Newcomer = { readonly user: string; readonly name: string }

/** How people come to live in a space, whatever let them in. */
export const useJoining = async (adminUrl: string) => {
  const chat = await openToMend(adminUrl, 'chat')
  afterAll(() => chat[Symbol.asyncDispose]())
  const config = { SPACES_PER_ACCOUNT: 100 }
  return async (space: string, ...people: readonly Newcomer[]): Promise<void> => {
    for (const { user, name } of people)
      await chat.db.transaction(async (tx) => {
        await tx.ensureStreams('chat/user', [user])
        const streams = await tx.lock([space, user])
        const stream = streams.of('chat/space', space)
        await bringToSpace(tx, { stream, userStreams: streams, person: { id: user, name }, by: user, config })
      })
  }
}
