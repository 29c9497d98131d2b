/** `parley hold`, `parley lift-hold`, `parley export-hold`: what an operator keeps of what people take back, while everything runs. */
import { exportHeld, type Held, type Holding, hold, holdKinds, lift, listHolds } from '@parley/chat'
import { Id, matches } from '@parley/protocol'
import { ConfigFaults, type Environment, openToLook, openToMend } from '@parley/service-kit'
import { openDatabase } from '../backup/database.ts'
import { writeSnapshot } from './write-snapshot.ts'

const isKind = (kind: string | undefined): kind is Held['kind'] =>
  kind !== undefined && (holdKinds as readonly string[]).includes(kind)

const readHeld = (command: string, [kind, subject]: readonly string[]): Held => {
  if (!isKind(kind) || subject === undefined)
    throw new ConfigFaults([`${command} takes what is held, which is ${holdKinds.join(', ')}, and its id`])
  if (!matches(Id, subject)) throw new ConfigFaults([`"${subject}" is no id`])
  return { kind, subject }
}

const told: Readonly<Record<Holding, string>> = {
  held: 'is held from now on: what is taken back or removed of it is kept, and nobody is told',
  'held already': 'is held already: nothing was changed',
  unknown: 'is not known here: nothing was changed',
}

const list = async (url: string): Promise<void> => {
  await using chat = openToLook(url, 'chat')
  const all = await listHolds(chat.db)
  for (const { kind, subject, since, sealed, reason } of all)
    console.log(`${kind} ${subject} since ${new Date(since).toISOString()}, ${sealed} sealed: ${reason}`)
  if (all.length === 0) console.log('nothing is held')
}

export const holdBack = async (args: readonly string[], env: Environment): Promise<number | undefined> => {
  await using database = await openDatabase(env, { shared: true })
  if (args.length === 0) {
    await list(database.url)
    return undefined
  }
  const held = readHeld('hold', args)
  const reason = args.slice(2).join(' ').trim()
  if (!reason) throw new ConfigFaults(['hold takes the reason behind what is held'])
  await using chat = await openToMend(database.url, 'chat')
  const done = await hold(chat.db, held, reason)
  const to = done === 'unknown' ? process.stderr : process.stdout
  to.write(`${held.kind} ${held.subject} ${told[done]}\n`)
  return done === 'unknown' ? 1 : undefined
}

export const liftHold = async (args: readonly string[], env: Environment): Promise<number | undefined> => {
  const held = readHeld('lift-hold', args)
  if (args.length > 2) throw new ConfigFaults(['lift-hold takes nothing besides what is held and its id'])
  await using database = await openDatabase(env, { shared: true })
  await using chat = await openToMend(database.url, 'chat')
  const gone = await lift(chat.db, held)
  if (gone === undefined) {
    process.stderr.write(`${held.kind} ${held.subject} is not held: nothing was changed\n`)
    return 1
  }
  console.log(`${held.kind} ${held.subject} is no longer held; ${gone} messages and edits that were kept are gone`)
  return undefined
}

export const exportHold = async (args: readonly string[], env: Environment): Promise<undefined> => {
  const held = readHeld('export-hold', args)
  const [, , path, ...more] = args
  if (path === undefined || more.length > 0)
    throw new ConfigFaults(['export-hold takes what is held, its id, and the file to write, or - for its output'])
  await writeSnapshot('parley export-hold', path, env, (db) => exportHeld(db, held))
}
