/** `parley appoint <room or space> <user>`: makes somebody the owner of a group or a space that they are in, while everything runs. */
import { type Appointed, appoint } from '@parley/chat'
import { Id, matches } from '@parley/protocol'
import { ConfigFaults, type Environment, openToMend } from '@parley/service-kit'
import { openDatabase } from '../backup/database.ts'

const told: Readonly<Record<Appointed, string>> = {
  appointed: 'is the owner from now on, and everybody there is told; who owned a group before is an admin of it',
  'owner already': 'is the owner already: nothing was changed',
  'no member': 'is not in it: nothing was changed',
  'nothing to own': 'cannot own it, as it is neither a group nor a space: nothing was changed',
}

export const appointOwner = async (args: readonly string[], env: Environment): Promise<number | undefined> => {
  const [place, user, ...more] = args
  if (place === undefined || user === undefined || more.length > 0)
    throw new ConfigFaults(['appoint takes the id of a group or a space, and the id of somebody who is in it'])
  for (const id of [place, user]) if (!matches(Id, id)) throw new ConfigFaults([`"${id}" is no id`])
  await using database = await openDatabase(env, { shared: true })
  await using chat = await openToMend(database.url, 'chat')
  const done = await appoint(chat.db, place, user)
  const isDone = done === 'appointed' || done === 'owner already'
  const to = isDone ? process.stdout : process.stderr
  to.write(`${user} ${told[done]}\n`)
  return isDone ? undefined : 1
}
