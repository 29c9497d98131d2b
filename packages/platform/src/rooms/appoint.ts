/** `parley appoint <room> <user>`: makes a member the owner of a group, while everything runs. */
import { type Appointed, appoint } from '@parley/chat'
import { Id, matches } from '@parley/protocol'
import { ConfigFaults, type Environment, openToMend } from '@parley/service-kit'
import { openDatabase } from '../backup/database.ts'

const told: Readonly<Record<Appointed, string>> = {
  appointed: 'is the owner from now on, and the one before an admin; everybody in the group is told',
  'owner already': 'is the owner already: nothing was changed',
  'no member': 'is not in that group: nothing was changed',
  'no group': 'cannot own it, as it is no group: nothing was changed',
}

export const appointOwner = async (args: readonly string[], env: Environment): Promise<number | undefined> => {
  const [room, user, ...more] = args
  if (room === undefined || user === undefined || more.length > 0)
    throw new ConfigFaults(['appoint takes the id of a group and the id of one of its members'])
  for (const id of [room, user]) if (!matches(Id, id)) throw new ConfigFaults([`"${id}" is no id`])
  await using database = await openDatabase(env, { shared: true })
  await using chat = await openToMend(database.url, 'chat')
  const done = await appoint(chat.db, room, user)
  const isDone = done === 'appointed' || done === 'owner already'
  const to = isDone ? process.stdout : process.stderr
  to.write(`${user} ${told[done]}\n`)
  return isDone ? undefined : 1
}
