/** Changing a room of a space: what it is called, how it looks, where it stands, and whether it follows its category. */
import { isDeepStrictEqual } from 'node:util'
import { fail, type Input } from '@parley/protocol'
import type { Transaction } from '@parley/service-kit'
import { changeOf, noteAct } from './audit.ts'
import type { Chat } from './context.ts'
import { checkSaysOnlyOwn } from './overrides.ts'
import { overridesFrom } from './permissions.ts'
import { changedIn, changeTold, hasChange } from './settings.ts'
import { checkPermission } from './space-rights.ts'
import {
  checkOverrides,
  checkRoomFor,
  lockSpaceRoom,
  placeAfter,
  type SpaceRoomLocked,
  tellOfRoom,
} from './space-rooms.ts'
import { forumTags, setForumTags } from './store/forums.ts'
import { clearOverrides, copyOverrides } from './store/overrides.ts'
import { getOwnKeeping, noteTrimming } from './store/retention.ts'
import { beginTurns, changeRoom, getRoom } from './store/rooms.ts'
import { findCategories, moveRoom } from './store/space-rooms.ts'
import { tagsAfter } from './tags.ts'

type Wanted = Omit<Input<'room.change'>, 'room'>

/** What is set of the room itself, told in its own stream too. */
const changeSettings = async (
  tx: Transaction,
  { row, room, stream }: SpaceRoomLocked,
  { category: _, apart: __, tags: ___, ...wanted }: Wanted,
  { by, config }: { readonly by: string; readonly config: Chat['config'] },
): Promise<void> => {
  const now = { ...(await getRoom(tx, row.id)), ...(await getOwnKeeping(tx, row.id)) }
  const changed = changedIn(now, wanted)
  if (!hasChange(changed)) return
  await changeRoom(tx, row.id, changed)
  if (row.slow_seconds === 0 && changed.slow_seconds) await beginTurns(tx, row.id, changed.slow_seconds)
  await noteAct(tx, stream, by, { did: 'room.change', room: row.id, ...changeOf(now, changed) })
  if (changed.keep_pins === false && room.floor > 0) await noteTrimming(tx, row.id)
  tx.emit(room, 'room.changed', by, changeTold(await getRoom(tx, row.id), changed, config))
  const { name, topic, slow_seconds, theme, newcomers } = changed
  const shown = { name, topic, slow_seconds, theme, newcomers }
  if (hasChange(shown)) tellOfRoom(tx, stream, 'room.altered', by, { room: row.id, ...shown })
}

/** What posts of a forum may have. */
const changeTags = async (
  tx: Transaction,
  { row, stream }: SpaceRoomLocked,
  wanted: NonNullable<Wanted['tags']>,
  by: string,
): Promise<void> => {
  const now = (await forumTags(tx, row.id)) ?? fail('FORUMS_ONLY')
  const after = tagsAfter(now, wanted)
  if (isDeepStrictEqual(after.tags, now.tags)) return
  await setForumTags(tx, row.id, after)
  const tags = [...after.tags]
  await noteAct(tx, stream, by, { did: 'room.change', room: row.id, before: { tags: now.tags }, after: { tags } })
  tellOfRoom(tx, stream, 'room.altered', by, { room: row.id, tags })
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
  await noteAct(tx, stream, by, { did: 'room.change', room: row.id, ...(to ? { category: to } : {}) })
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
  await noteAct(tx, stream, by, { did: 'room.change', room: row.id, before: { apart: true }, after: { apart: false } })
  tx.emit(stream, 'rights.changed', by, {})
}

export const changeRoomOfSpace = (
  { db, config }: Pick<Chat, 'db' | 'config'>,
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
      await changeSettings(tx, locked, wanted, { by: user, config })
      if (wanted.tags) await changeTags(tx, locked, wanted.tags, user)
      if (category !== undefined) await move(tx, locked, category === '' ? null : category, user)
      if (apart === false)
        await follow(tx, { ...locked, row: { ...locked.row, ...(category ? { category } : {}) } }, user)
      return { seq: locked.room.head }
    },
    { account: user },
  )
