/** `parley import-room <file>`: a room of another deployment, whole or not at all, while everything runs. */
import { createReadStream } from 'node:fs'
import { importRoom } from '@parley/chat'
import { ConfigFaults, type Environment, openToMend } from '@parley/service-kit'
import { openDatabase } from '../backup/database.ts'
import { sourceOf } from '../backup/restore.ts'

export const importRoomFrom = async ([given, ...more]: readonly string[], env: Environment): Promise<undefined> => {
  if (given === undefined || more.length > 0)
    throw new ConfigFaults(['import-room takes the file to read, or - for its input'])
  await using source = await sourceOf(given, env)
  await using database = await openDatabase(env, { shared: true })
  await using chat = await openToMend(database.url, 'chat')
  const isNew = await importRoom(chat.db, () => createReadStream(source.path))
  console.log(isNew ? 'the room is there, and its members are told' : 'the room is there already: nothing was changed')
  return undefined
}
