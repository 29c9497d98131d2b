/** Messages with files. The service that keeps these says what they are, and notes the message before it is sent. */
import { type EventBody, fail, mostTextBesideFiles } from '@parley/protocol'
import { answerQuestion, askOwner, type Bus, type Database } from '@parley/service-kit'
import {
  type Attached,
  type AttachQuestion,
  filesOwner,
  pictureSeq,
  roomsOwner,
  type ShownQuestion,
} from '@parley/wire'
import type { Chat } from './context.ts'
import { emojiOf, forwardOf, saidTo, type Target } from './forwards.ts'
import { previewFiles } from './previews.ts'
import type { Sent } from './send.ts'
import type { MessageKey, SaidMessage } from './store/forwards.ts'
import { findKept, mayAttach } from './store/kept-files.ts'
import { findByKey, type NewMessage } from './store/messages.ts'
import { picturesFor } from './store/pictures.ts'

export type Files = NonNullable<EventBody<'message.sent'>['files']>

export type Attach = (question: AttachQuestion) => Promise<Attached>

export const attachBy =
  (bus: Bus): Attach =>
  (question) =>
    askOwner(bus, filesOwner, 'attach', question)

type Means = Pick<Chat, 'db' | 'send' | 'attach'>

/** A repeat has the first answer, whatever has become of the files meanwhile. */
export const repeated = async (
  { db }: Means,
  { user, room, message }: AttachQuestion,
  orElse: 'FILE_NOT_FOUND' | 'STICKER_NOT_FOUND' = 'FILE_NOT_FOUND',
): Promise<Sent> => {
  const earlier = await findByKey(db, room, message)
  return earlier?.by === user && earlier.ev === 'message.sent' ? { seq: earlier.seq, at: earlier.at } : fail(orElse)
}

const why = `is of at most ${mostTextBesideFiles} characters where a message has files`

export const checkTextBesideFiles = (text: string): void => {
  if ([...text].length > mostTextBesideFiles) fail('BAD_INPUT', { at: '/text', why })
}

/** Scanners are asked again as often. */
export const waitMs = 10_000

/**
 * They are referred to from now on; undefined where one is not there, or not theirs. Before anything is noted whoever may not attach is
 * refused, and learns nothing of files; who may not send is refused by the send.
 */
export const askFor = async (
  { db, attach: ask }: Pick<Chat, 'db' | 'attach'>,
  question: AttachQuestion,
): Promise<Files | undefined> => {
  if (!(await mayAttach(db, question.room, question.user))) return fail('NOT_ALLOWED')
  const { files, most, waits, infected } = await ask(question)
  if (most !== undefined) return fail('MESSAGE_FILES_TOO_LARGE', { limit: 'MESSAGE_FILE_BYTES', most })
  if (waits) return fail('FILE_WAITS', { retry_ms: waitMs })
  if (infected) return fail('FILE_INFECTED', { why: 'something was found after it had come' })
  return files as Files | undefined
}

export const attach = async (
  means: Means,
  question: AttachQuestion,
  messageWith: (files: Files) => NewMessage,
): Promise<Sent> => {
  const files = await askFor(means, question)
  return files ? means.send(messageWith(files)) : repeated(means, question)
}

/** With its files: who sees the other message gets at them there, and who sees this one, here. */
export const forward = async (means: Means, said: SaidMessage, from: MessageKey, target: Target): Promise<Sent> => {
  const emoji = await emojiOf(means.db, said, from.room)
  const { files: own, bank } = JSON.parse(said.body) as EventBody<'message.sent'>
  const files = own?.map(({ file }) => file)
  if (!files) return means.send(forwardOf(said, from, target, { emoji }))
  const { room, id: message, sender: user } = target
  const question = { user, room, message, files, seen: true } as const
  return attach(means, question, (facts) => {
    const named = bank ? facts.map((one, at) => ({ ...one, name: own?.[at]?.name ?? one.name })) : facts
    return forwardOf(said, from, target, { files: named, bank, emoji })
  })
}

/** Whatever stands in the way of who wants to see the message, or the room or space whose pictures are asked for. */
const shownIn = async (db: Database, { user, room, seq, files: asked }: ShownQuestion): Promise<string[]> => {
  if (seq === pictureSeq) return picturesFor(db, user, room, asked)
  const said = await saidTo(db, user, { room, seq }).catch((reason: Error) => reason)
  if (said instanceof Error) {
    if ('body' in said) return []
    throw said
  }
  const { files = [], emoji = [] } = JSON.parse(said.body) as EventBody<'message.sent'>
  return [...[...files, ...emoji].map(({ file }) => file), ...(await previewFiles(db, room, seq))]
}

/** What the service that keeps files asks. */
export const answerFiles = (bus: Bus, db: Database): void => {
  answerQuestion(bus, roomsOwner, 'shown', (asked) => Promise.all(asked.map((question) => shownIn(db, question))))
  answerQuestion(bus, roomsOwner, 'kept', (asked) => findKept(db, asked))
}
