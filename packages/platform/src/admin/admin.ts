/** `parley admin …`: what those who run the platform do, by the database, as also who has lost all access can. */
import { randomUUID } from 'node:crypto'
import {
  appointBy,
  authConfig,
  deedsOf,
  endKeyBy,
  inviteBy,
  keysOf,
  logOutBy,
  makeKeyBy,
  peopleLike,
  personNamed,
  personOf,
  type RestrictionKind,
  releaseBy,
  resetBy,
  restrictBy,
  rotateKeyBy,
  staffOf,
  usualKeepMs,
} from '@parley/auth'
import { estates } from '@parley/chat'
import { DisplayName, Failure, faultOf, Id, matches, type StaffRole, staffRoles } from '@parley/protocol'
import { type Database, type Environment, openToLook, openToMend, readConfig } from '@parley/service-kit'
import { openDatabase } from '../backup/database.ts'
import { readOptions, refuse } from '../options.ts'
import { deedLine, keyLine, personLine, spaceLine } from './lines.ts'
import { spanOf } from './spans.ts'
import { usage } from './usage.ts'

interface Asked {
  /** Of auth. */
  readonly db: Database
  /** Of the database. */
  readonly url: string
  readonly env: Environment
  readonly words: readonly string[]
  readonly forMs: number | undefined
  readonly keepMs: number
  readonly game: string | undefined
  readonly uses: number
  readonly factors: boolean
}

const write = (line: string) => void process.stdout.write(line)

/** What stands at this place; refused with what is missing. */
const wordAt = ({ words }: Asked, place: number, what: string): string =>
  words[place] ?? refuse(`${what} is missing`, usage)

const reasonFrom = (asked: Asked, place: number): string => {
  wordAt(asked, place, 'the reason')
  return asked.words.slice(place).join(' ')
}

const personIn = async (asked: Asked): Promise<string> =>
  (await personNamed(asked.db, wordAt(asked, 0, 'the person'))) ?? noSuch('person')

const noSuch = (what: string): never => {
  throw new Error(`there is no such ${what}`)
}

const keyIn = (asked: Asked): string => {
  const key = wordAt(asked, 1, 'the key')
  return matches(Id, key) ? key : noSuch('key')
}

const show = async ({ db }: Asked, user: string): Promise<void> => {
  const found = await personOf(db, user)
  if (!found) return noSuch('person')
  write(personLine(found))
}

const restricting = (kind: RestrictionKind) => async (asked: Asked) => {
  const user = await personIn(asked)
  await restrictBy(asked.db, { user, kind, reason: reasonFrom(asked, 1), forMs: asked.forMs })
  await show(asked, user)
}

const kinds: readonly string[] = ['suspended', 'pending', 'locked', 'banned'] satisfies RestrictionKind[]

const lift = async (asked: Asked) => {
  const user = await personIn(asked)
  const kind = wordAt(asked, 1, 'what to lift')
  if (!kinds.includes(kind)) refuse(`"${kind}" is none of ${kinds.join(', ')}`, usage)
  const was = await releaseBy(asked.db, { user, kind: kind as RestrictionKind, reason: reasonFrom(asked, 2) })
  if (!was) write('nothing of the kind was in force\n')
  await show(asked, user)
}

const role = async (asked: Asked) => {
  const user = await personIn(asked)
  const named = wordAt(asked, 1, 'the role')
  const isRole = (word: string): word is StaffRole | 'none' =>
    word === 'none' || (staffRoles as readonly string[]).includes(word)
  if (!isRole(named)) return refuse(`"${named}" is none of ${staffRoles.join(', ')}, none`, usage)
  await appointBy(asked.db, user, named, reasonFrom(asked, 2))
  await show(asked, user)
}

const reset = async (asked: Asked) => {
  const policy = readConfig(
    {
      HASH_MEMORY_KIB: authConfig.HASH_MEMORY_KIB,
      HASH_PASSES: authConfig.HASH_PASSES,
      HASH_LANES: authConfig.HASH_LANES,
    },
    asked.env,
  )
  const hashing = { memoryCost: policy.HASH_MEMORY_KIB, timeCost: policy.HASH_PASSES, parallelism: policy.HASH_LANES }
  const { db, factors } = asked
  const what = { user: await personIn(asked), reason: reasonFrom(asked, 1), factors }
  write(`${await resetBy(db, what, hashing)}\n`)
}

const createKey = async (asked: Asked) => {
  const name = wordAt(asked, 1, 'the name')
  const fault = faultOf(DisplayName, name)
  if (fault) refuse(`the name ${fault.why}`, usage)
  const key = randomUUID()
  const scopes = wordAt(asked, 2, 'the scopes').split(',')
  const { secret } = await makeKeyBy(asked.db, { key, name, scopes, game: asked.game, forMs: asked.forMs })
  write(`${key}\n${secret}\n`)
}

const keyDeeds: Readonly<Record<string, (asked: Asked) => Promise<void>>> = {
  create: createKey,
  rotate: async (asked) => write(`${(await rotateKeyBy(asked.db, keyIn(asked), asked.keepMs)).secret}\n`),
  revoke: async (asked) => void (await endKeyBy(asked.db, keyIn(asked), reasonFrom(asked, 2))),
}

const lineEach = async <T>(rows: AsyncIterable<T>, lineOf: (row: T) => string) => {
  for await (const row of rows) write(lineOf(row))
}

const deeds: Readonly<Record<string, (asked: Asked) => Promise<void>>> = {
  people: ({ db, words: [name] }) => lineEach(peopleLike(db, name), personLine),
  show: async (asked) => show(asked, await personIn(asked)),
  suspend: restricting('suspended'),
  lock: restricting('locked'),
  ban: restricting('banned'),
  release: lift,
  'log-out': async (asked) =>
    write(`${await logOutBy(asked.db, await personIn(asked), reasonFrom(asked, 1))} sessions ended\n`),
  reset,
  spaces: async ({ url, words: [name] }) => {
    await using chat = openToLook(url, 'chat')
    await lineEach(estates(chat.db, name), spaceLine)
  },
  staff: async ({ db }) => {
    for (const { user, name, role: its } of await staffOf(db)) write(`${user}  ${its}  ${JSON.stringify(name)}\n`)
  },
  role,
  keys: ({ db }) => lineEach(keysOf(db), keyLine),
  key: (asked) => {
    const what = wordAt(asked, 0, 'what to do with a key')
    return (
      (Object.hasOwn(keyDeeds, what) ? keyDeeds[what] : undefined)?.(asked) ??
      refuse(`a key cannot be asked to ${what}`, usage)
    )
  },
  invite: async ({ db, uses, forMs }) => write(`${await inviteBy(db, { entry: randomUUID(), uses, forMs })}\n`),
  audit: async (asked) =>
    lineEach(deedsOf(asked.db, asked.words[0] === undefined ? undefined : await personIn(asked)), deedLine),
}

const mostUses = 10_000

const usesOf = (written: string): number => {
  const uses = Number(written)
  if (!/^\d{1,5}$/.test(written) || uses < 1 || uses > mostUses)
    refuse(`"${written}" is no number from 1 to 10,000`, usage)
  return uses
}

const options = {
  for: { type: 'string' },
  keep: { type: 'string' },
  game: { type: 'string' },
  uses: { type: 'string', default: '1' },
  factors: { type: 'boolean', default: false },
} as const

export const admin = async (args: readonly string[], env: Environment): Promise<number | undefined> => {
  const { values, positionals } = readOptions({ usage, options, takesWords: true, args })
  const [what = '', ...words] = positionals
  const deed = Object.hasOwn(deeds, what) ? deeds[what] : undefined
  if (!deed) return refuse(what ? `there is no admin ${what}` : 'say what to do', usage)
  const { for: span, keep, game } = values
  const uses = usesOf(values.uses)
  const forMs = span === undefined ? undefined : spanOf(span)
  const keepMs = keep === undefined ? usualKeepMs : spanOf(keep)
  await using database = await openDatabase(env, { shared: true })
  await using auth = await openToMend(database.url, 'auth')
  try {
    await deed({ db: auth.db, url: database.url, env, words, forMs, keepMs, game, uses, factors: values.factors })
    return undefined
  } catch (reason) {
    if (!(reason instanceof Failure)) throw reason
    const { text, why } = reason.body
    process.stderr.write(`${text}${typeof why === 'string' ? ` (${why})` : ''}\n`)
    return 1
  }
}
