/** What a space says to newcomers, and who has to accept it. */
import { fail, type Input, type Output } from '@parley/protocol'
import type { Queryable, Transaction } from '@parley/service-kit'
import { noteAct } from './audit.ts'
import type { Chat } from './context.ts'
import { type LockedSpace, lockSpace } from './space-lock.ts'
import { isPending } from './space-rights.ts'
import { getScreening, type ScreeningRow, seenOf, setScreening } from './store/screening.ts'
import { readRights } from './store/spaces.ts'

/** As somebody who lives there is told it; nothing where they do not. */
export const viewScreening = async (
  db: Queryable,
  space: string,
  person: string,
): Promise<Output<'screening.get'> | undefined> => {
  const rights = (await readRights(db, space, [person])).get(person)
  const row = await getScreening(db, space)
  if (!rights || !row) return undefined
  return {
    version: row.version,
    rules: [...row.rules],
    ...(isPending(rights) ? { pending: true as const } : {}),
    welcome: { text: row.text, rooms: await seenOf(db, space, row.rooms, person) },
  }
}

type Asked = Input<'screening.set'>

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((text, place) => text === other[place])

/** Behind the first event of a space: accepted by everybody but who has accepted nothing. */
const sinceEver = 1

/** `at`: the position of the event that tells it. */
const wantedOf = (now: ScreeningRow, { rules: given, anew = false, welcome }: Asked, at: number): ScreeningRow => {
  const rules = given?.map((text) => text.trim().normalize('NFC')) ?? now.rules
  const version = isSame(rules, now.rules) ? now.version : at
  const need = anew ? at : now.need || sinceEver
  const { text, rooms } = welcome ?? now
  const said = { text: text.trim().normalize('NFC'), rooms }
  return rules.length === 0 ? { rules, version: 0, need: 0, ...said } : { rules, version, need, ...said }
}

const hasChange = (now: ScreeningRow, wanted: ScreeningRow): boolean =>
  now.version !== wanted.version ||
  now.need !== wanted.need ||
  now.text !== wanted.text ||
  !isSame(now.rooms, wanted.rooms)

/** Nobody leads newcomers to what they do not see themselves. */
const checkRooms = async (tx: Transaction, space: string, rooms: readonly string[], user: string): Promise<void> => {
  if ((await seenOf(tx, space, rooms, user)).length < rooms.length) fail('ROOM_NOT_FOUND')
}

const change = async (tx: Transaction, { stream }: LockedSpace, asked: Asked, user: string): Promise<number> => {
  const { id: space, head } = stream
  const now = (await getScreening(tx, space)) ?? fail('SPACE_NOT_FOUND')
  if (asked.welcome) await checkRooms(tx, space, asked.welcome.rooms, user)
  const wanted = wantedOf(now, asked, head + 1)
  if (!hasChange(now, wanted)) return head
  await setScreening(tx, space, wanted)
  await noteAct(tx, stream, user, {
    did: 'screening.set',
    before: { rules: now.rules },
    after: { rules: wanted.rules },
  })
  const { seq } = tx.emit(stream, 'screening.changed', user, {})
  // Who lives there already may do less from now on, or who waited may do more.
  return wanted.need !== now.need ? tx.emit(stream, 'rights.changed', user, {}).seq : seq
}

/** Gives the position of the last event of it, or the head. */
export const setScreen = ({ db }: Pick<Chat, 'db'>, user: string, asked: Asked): Promise<number> =>
  db.transaction(
    async (tx) => {
      const isOfRules = asked.rules !== undefined || asked.anew === true
      const lock = { may: 'manage_space', ...(isOfRules ? { rules: true as const } : {}) } as const
      return change(tx, await lockSpace(tx, asked.space, user, lock), asked, user)
    },
    { account: user },
  )
