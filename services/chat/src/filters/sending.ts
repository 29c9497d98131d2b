/** Messages are judged before they are sent. */
import type { EventBody } from '@parley/protocol'
import type { SendMessage } from '../send.ts'
import type { NewMessage } from '../store/messages.ts'
import { countMentions } from './compile.ts'
import type { Judge } from './judge.ts'

type Body = EventBody<'message.sent'>

const textsOf = ({ text, subject, poll }: Body): string[] => [
  text,
  ...(poll?.answers ?? []),
  ...(subject ? [subject] : []),
]

/** In the same order. */
const withTexts = ({ subject, poll, ...body }: Body, [text = '', ...others]: readonly string[]): Body => {
  const answers = others.slice(0, poll?.answers.length ?? 0)
  return {
    ...body,
    text,
    ...(subject ? { subject: others.at(-1) as string } : {}),
    ...(poll ? { poll: { ...poll, answers } } : {}),
  }
}

const judged = async (judge: Judge, message: NewMessage): Promise<NewMessage> => {
  const { room, key, sender: person, more } = message
  const body = JSON.parse(message.body) as Body
  const [texts, mentions] = [textsOf(body), countMentions(more?.mentions)]
  const said = await judge.inRoom(room, { person, texts, mentions, sent: { room, key } })
  const isChanged = said.texts.some((text, place) => text !== texts[place])
  return {
    ...message,
    ...(isChanged ? { body: JSON.stringify(withTexts(body, said.texts)) } : {}),
    ...(said.flags.length > 0 ? { more: { ...more, flags: said.flags } } : {}),
  }
}

/** Where no space has filters, this is one look at a number. */
export const judging =
  (judge: Judge, send: SendMessage): SendMessage =>
  (message) =>
    judge.book.isEmpty ? send(message) : judged(judge, message).then(send)
