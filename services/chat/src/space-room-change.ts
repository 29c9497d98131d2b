/** Changing a room of a space: what it is called, how it looks, where it stands, and whether it follows its category. */
import { fail, type Input } from '@parley/protocol'
import type { Transaction } from '@parley/service-kit'
import type { Chat } from './context.ts'
import { checkSaysOnlyOwn } from './overrides.ts'
import { overridesFrom } from './permissions.ts'
import { changedIn, hasChange, usual } from './settings.ts'
import { checkOverrides, checkRoomFor, lockSpaceRoom, placeAfter, type SpaceRoomLocked, tellOfRoom } from './space-rooms.ts'
import { checkPermission } from './space-rights.ts'
import { clearOverrides, copyOverrides } from './store/overrides.ts'
import { beginTurns } from './store/rooms.ts'
import { changeSpaceRoom, findCategories, moveRoom } from './store/space-rooms.ts'

type Wanted = Omit<Input<'room.change'>, 'room'>

/** What is set of the room itself, told in its own stream too. */
const changeSettings = async (tx: Transaction, locked: SpaceRoomLocked, wanted: Wanted, by: string): Promise<void> => {
  const { row, room, stream } = locked
  const { name, topic, slow_seconds, theme } = wanted
  const now = { ...usual, ...row } as Parameters<typeof changedIn>[0]
  const changed = changedIn(now, { name, topic, slow_seconds, theme } as Parameters<typeof changedIn>[1])
  if (!hasChange(changed)) return
  await changeSpaceRoom(tx, row.id, changed)
  if (row.slow_seconds === 0 && changed.slow_seconds) await beginTurns(tx, row.id, changed.slow_seconds)
  tx.emit(room, 'room.changed', by, changed)
  tellOfRoom(tx, stream, 'room.altered', by, { room: row.id, ...changed })
}

/** Into a category, or out of all: who sees it there sees it, and in none who saw it before. */
const move = async (tx: Transaction, locked: SpaceRoomLocked, to: string | null, by: string): Promise<void> => {
  const { row, stream } = locked
  if (row.category === to) return
  const { id: space } = stream
  if (to && (await findCategories(tx, space, [to])).length === 0) fail('CATEGORY_NOT_FOUND')
  const place = placeAfter(await checkRoomFor(tx, space, to ?? undefined, false))
  const after = { ...row, category: to, apart: row.apart || to === null, place }
  if (!row.apart && to) await checkSaysOnlyOwn(tx, locked, overridesFrom(row), to)
  if (!row.apart && row.category) await clearOverrides(tx, [row.id])
  if (!row.apart && row.category && to === null) await copyOverrides(tx, row.category, [row.id])
  await moveRoom(tx, after)
  await checkOverrides(tx, space)
  if (!row.apart && to) tx.emit(stream, 'rights.changed', by, {})
  else tellOfRoom(tx, stream, 'room.altered', by, { room: row.id, category: to ?? '', apart: after.apart, place })
}

/** It follows its category again. */
const follow = async (tx: Transaction, locked: SpaceRoomLocked, by: string): Promise<void> => {
  const { row, stream } = locked
  if (!row.apart || row.category === null) return
  await checkSaysOnlyOwn(tx, locked, row.id, row.category)
  await clearOverrides(tx, [row.id])
  await moveRoom(tx, { ...row, apart: false })
  tx.emit(stream, 'rights.changed', by, {})
}

export const changeRoomOfSpace = (
  { db }: Pick<Chat, 'db'>,
  room: string,
  user: string,
  wanted: Wanted,
): Promise<{ seq: number }> =>
  db.transaction(
    async (tx) => {
      const { category, apart, posting, mention_all } = wanted
      const locked = await lockSpaceRoom(tx, room, user, category !== undefined || apart !== undefined)
      if (posting ?? mention_all) fail('GROUPS_ONLY')
      checkPermission(locked.mayHere, 'manage_rooms')
      await changeSettings(tx, locked, wanted, user)
      if (category !== undefined) await move(tx, locked, category === '' ? null : category, user)
      if (apart === false)
        await follow(tx, { ...locked, row: { ...locked.row, ...(category ? { category } : {}) } }, user)
      return { seq: locked.room.head }
    },
    { account: user },
  )
