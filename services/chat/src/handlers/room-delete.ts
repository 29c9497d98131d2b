import type { Handler, Transaction } from '@parley/service-kit'
import { noteAct } from '../audit.ts'
import type { Chat } from '../context.ts'
import { kindFor, lockGroup } from '../membership.ts'
import { noteDeletion } from '../rights-log.ts'
import { checkPermission } from '../space-rights.ts'
import { lockSpaceRoom, tellOfRoom } from '../space-rooms.ts'
import { emptyRoom } from '../store/deleted.ts'
import { deleteSpaceRooms } from '../store/space-rooms.ts'

const deleteGroup = async (tx: Transaction, room: string, by: string): Promise<void> => {
  const { stream } = await lockGroup(tx, room, by, { may: 'delete' })
  tx.emit(stream, 'room.deleted', by, {})
  await emptyRoom(tx, room, by)
}

const deleteRoomOfSpace = async (tx: Transaction, room: string, by: string): Promise<void> => {
  const locked = await lockSpaceRoom(tx, room, by, false)
  checkPermission(locked.mayHere, 'manage_rooms')
  tx.emit(locked.room, 'room.deleted', by, {})
  tellOfRoom(tx, locked.stream, 'room.removed', by, { room })
  await deleteSpaceRooms(tx, [room], by)
  const { name, form: kind } = locked.row
  await noteAct(tx, locked.stream, by, { did: 'room.delete', room, before: { name, kind } })
}

export const roomDelete: Handler<'room.delete', Chat> = async ({ room }, caller, chat) => {
  const { user } = caller
  const isOfSpace = (await kindFor(chat.db, room, user)) === 'space'
  const work = isOfSpace ? deleteRoomOfSpace : deleteGroup
  await chat.db.transaction((tx) => work(tx, room, user), { account: user })
  noteDeletion(chat.security, room, caller)
  chat.deleted({ room, by: caller.user })
  return {}
}
