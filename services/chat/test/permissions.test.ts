import { randomUUID } from 'node:crypto'
import { everyPermission, hasPermission, type PermissionName, permissionSet, permissions } from '@parley/protocol'
import type { Database } from '@parley/service-kit'
import type { StreamAudiences } from '@parley/wire'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Overrides, overridesFrom, permissionsOf } from '../src/permissions.ts'
import { readAudiences } from '../src/store/audiences.ts'
import { openPlaces } from '../src/store/space-rooms.ts'
import { useChat } from './running-chat.ts'
import { putCategory, putOverrides, putRoom, putSpace } from './spaces.ts'

const { sql } = await useChat({}, 0)

const now = 1_800_000_000_000
const people: string[] = Array.from({ length: 5 }, () => randomUUID())
const [owner = '', ...others] = people
const at = new Date(now)

const names = Object.keys(permissions) as PermissionName[]
/** Few at a time, so that often one step decides what the others leave, and now and then what a later release allows. */
const some = fc.oneof(
  { weight: 8, arbitrary: fc.subarray(names, { maxLength: 6 }).map((chosen) => permissionSet(...chosen)) },
  { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: everyPermission }) },
)
const mayView = some.map((set) => set | permissionSet('view', 'send'))
const override = fc.record({ allow: some, deny: some })
const overrides = fc.record({
  roles: fc.array(fc.tuple(fc.nat(4), override), { maxLength: 5 }).map((rows) => new Map(rows)),
  people: fc.array(fc.tuple(fc.constantFrom(...people), override), { maxLength: 4 }).map((rows) => new Map(rows)),
}) satisfies fc.Arbitrary<Overrides>
const resident = fc.record({
  roles: fc.subarray([1, 2, 3, 4, 7]),
  mutedUntil: fc.option(fc.constantFrom(now - 1, now, now + 1), { nil: undefined, freq: 3 }),
  pending: fc.constantFrom(false, false, false, true),
  factor: fc.boolean(),
})
const spaces = fc.record({
  roles: fc.tuple(mayView, some, some, some, some).map((all) => new Map(all.map((may, id) => [id, may]))),
  guarded: fc.boolean(),
  ownerFactor: fc.boolean(),
  residents: fc.tuple(...others.map(() => fc.option(resident, { freq: 4, nil: undefined }))),
  ofCategory: overrides,
  ofRoom: overrides,
})

const db = { query: sql, read: () => 0 } as unknown as Database

/** What the reader at this place sees; undefined where they are no reader. */
const seenBy = (told: StreamAudiences | null | undefined, place: number): ReadonlySet<string> | undefined => {
  const which = told?.of[place]
  if (!told || typeof which !== 'number') return undefined
  const bits = Buffer.from(told.classes[which] ?? '', 'base64')
  return new Set((told.audiences ?? []).filter((_, bit) => ((bits[bit >> 3] ?? 0) >> (bit & 7)) & 1))
}

const threadSql = `insert into room (id, kind, name, creator, parent) values (gen_random_uuid(), 'thread', '', $1, $1) returning id`
const allOf = (rows: readonly { readonly may: string | null }[]) => rows.map(({ may }) => may && BigInt(may))
const inRoomSql = `select permissions_in($1, who, $3) as may from unnest($2::uuid[]) with ordinality as asked (who, ord) order by ord`
const inSpaceSql = `select permissions_of($1, null, who, $3) as may from unnest($2::uuid[]) with ordinality as asked (who, ord) order by ord`

test('what Postgres finds that somebody may do, in a space and in each room of it, is what the rules say, and so is which rooms each of them sees', () =>
  fc.assert(
    fc.asyncProperty(spaces, async ({ roles, residents, guarded, ownerFactor, ofCategory, ofRoom }) => {
      const lives = new Map(residents.flatMap((one, place) => (one ? [[others[place] as string, one]] : [])))
      const stay = [...lives].map(([person, one]) => ({ person, ...one }))
      const space = await putSpace(sql, { owner, roles, residents: stay, guarded })
      const hasFactor = (person: string) => (person === owner ? ownerFactor : lives.get(person)?.factor === true)
      await sql('delete from factor')
      for (const person of people)
        await sql('insert into factor (person, holds, epoch, seq) values ($1, $2, 1, 1)', [person, hasFactor(person)])
      const mayIn = (said?: Overrides) =>
        people.map((person) =>
          permissionsOf({
            person,
            resident: lives.get(person),
            space: { owner, roles },
            overrides: said,
            unguarded: guarded && !hasFactor(person),
            now,
          }),
        )
      expect(allOf(await sql(inSpaceSql, [space, people, at]))).toEqual(mayIn())

      const rooms = new Map<string, readonly bigint[]>()
      const category = await putCategory(sql, space)
      await putOverrides(sql, category, ofCategory)
      for (const placed of [{ category }, { category, apart: true }, { category: null }]) {
        const room = await putRoom(sql, space, placed)
        await putOverrides(sql, room, ofRoom)
        const from = overridesFrom({ apart: false, ...placed, id: room })
        const said = mayIn(from === category ? ofCategory : ofRoom)
        expect(allOf(await sql(inRoomSql, [room, people, at])), JSON.stringify(placed)).toEqual(said)
        rooms.set(room, said)
        const [thread] = await sql<{ id: string }>(threadSql, [room])
        expect(allOf(await sql(inRoomSql, [thread?.id, people, at])), 'in a thread').toEqual(said)
        const isOpen = (await openPlaces(db, space, [from])).has(from)
        if (isOpen) for (const person of lives.keys()) expect(said[people.indexOf(person)]).not.toBe(0n)
      }
      await sql(`insert into stream (id, kind, rights_at) values ($1, 'chat/space', 7)`, [space])
      const [told] = await readAudiences(db, [{ on: `chat/space/${space}`, readers: people }])
      expect([Number(told?.at), new Set(told?.audiences)]).toEqual([7, new Set(rooms.keys())])
      const [again] = await readAudiences(db, [{ on: `chat/space/${space}`, readers: people, known: `${told?.list}` }])
      const { audiences: _, ...rest } = told as StreamAudiences
      expect(again).toEqual(rest)
      people.forEach((person, place) => {
        const seen = [...rooms].flatMap(([room, said]) => (hasPermission(said[place] ?? 0n, 'view') ? [room] : []))
        expect(seenBy(told, place), `${person}`).toEqual(
          seen.length > 0 || lives.has(person) ? new Set(seen) : undefined,
        )
      })
    }),
    { numRuns: 40 },
  ))

test('a room that is of no space, and one that is not there, have no permissions', async () => {
  expect(allOf(await sql(inRoomSql, [randomUUID(), people, at]))).toEqual(people.map(() => null))
  const direct = randomUUID()
  await sql(`insert into room (id, kind, name, creator) values ($1, 'group', 'Group', $2)`, [direct, owner])
  expect(allOf(await sql(inRoomSql, [direct, people, at]))).toEqual(people.map(() => null))
})
