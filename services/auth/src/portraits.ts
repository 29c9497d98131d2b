/**
 * Pictures of people. The service that keeps files refers to them as it does to those of messages, by keys that no message has; what is no
 * picture any more goes when it has asked here.
 */
import { fail } from '@parley/protocol'
import { answerQuestion, askOwner, type Bus, type Database } from '@parley/service-kit'
import { filesOwner, identityOwner, portraitKeys, relationsOwner, type WornQuestion } from '@parley/wire'
import type { Auth } from './context.ts'
import { findWorn, portraitsOf } from './store/portrait.ts'

interface Wanted {
  readonly user: string
  readonly as: keyof typeof portraitKeys
  /** Empty for none; undefined as before. */
  readonly file: string | undefined
}

/** So soon the scanner is asked again. */
const waitMs = 10_000

/** Before anything is changed: from now on the file stays. FILE_NOT_FOUND where it is not theirs, and BAD_INPUT where it is no image. */
export const holdPortrait = async ({ bus }: Pick<Auth, 'bus'>, { user, as, file }: Wanted): Promise<void> => {
  if (!file) return
  const question = { user, room: user, message: portraitKeys[as], files: [file] }
  const { files, most, waits } = await askOwner(bus, filesOwner, 'attach', question)
  if (waits) fail('FILE_WAITS', { retry_ms: waitMs })
  const [facts] = (files ?? []) as readonly { readonly type: string; readonly width?: number }[]
  if (!facts && most === undefined) fail('FILE_NOT_FOUND')
  if (!facts?.width || !facts.type.startsWith('image/'))
    fail('BAD_INPUT', { at: `/${as}`, why: 'is no image that is shown' })
}

/** As a profile is seen: who blocks a reader, or is blocked by them, is a name. */
const seenBy = async ({ db, bus }: Pick<Auth, 'db' | 'bus'>, asked: readonly WornQuestion[]): Promise<string[][]> => {
  const portraits = await portraitsOf(
    db,
    asked.map(({ of }) => of),
  )
  const hidden = new Set<string>()
  for (const [user, theirs] of Map.groupBy(asked, ({ user }) => user)) {
    const people = [...new Set(theirs.flatMap(({ of }) => (of !== user && portraits.has(of) ? of : [])))]
    if (people.length === 0) continue
    const { blocked } = await askOwner(bus, relationsOwner, 'ties', { user, people })
    for (const of of blocked) hidden.add(`${user} ${of}`)
  }
  return asked.map(({ user, of }) => (hidden.has(`${user} ${of}`) ? [] : (portraits.get(of) ?? [])))
}

/** What the service that keeps files asks. */
export const answerPortraits = (bus: Bus, db: Database): void => {
  answerQuestion(bus, identityOwner, 'worn', (asked) => seenBy({ db, bus }, asked))
  answerQuestion(bus, identityOwner, 'wears', (asked) => findWorn(db, asked))
}
