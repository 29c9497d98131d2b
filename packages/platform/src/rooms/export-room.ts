/** `parley export-room <room> <file>`: one room as it is at one moment, while people go on. */
import { exportRoom } from '@parley/chat'
import { Id, matches } from '@parley/protocol'
import { ConfigFaults, type Environment } from '@parley/service-kit'
import { writeSnapshot } from './write-snapshot.ts'

export const exportRoomTo = async ([room, path, ...more]: readonly string[], env: Environment): Promise<undefined> => {
  if (room === undefined || path === undefined || more.length > 0)
    throw new ConfigFaults(['export-room takes the id of the room and the file to write, or - for its output'])
  if (!matches(Id, room)) throw new ConfigFaults([`"${room}" is no id of a room`])
  await writeSnapshot('parley export-room', path, env, (db) => exportRoom(db, room))
}
