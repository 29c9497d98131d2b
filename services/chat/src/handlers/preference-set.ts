import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { keep } from '../keep.ts'
import { changed } from '../preferences.ts'
import { standAt } from '../store/preferences.ts'

/** Nobody knows of a later position than there is. */
const headOf = Number.MAX_SAFE_INTEGER

export const preferenceSet: Handler<'preference.set', Chat> = ({ room, seen = headOf, ...change }, { user }, chat) =>
  keep(chat, { user, room }, async (before, tx) => {
    const stand = (await standAt(tx, room, user, seen)) ?? fail('ROOM_NOT_FOUND')
    return changed(before, change, stand)
  })
