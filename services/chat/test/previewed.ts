import { askOwner } from '@parley/service-kit'
import type { Person, useChat } from './running-chat.ts'
import { uuid7 } from './uuid7.ts'

type RunningChat = Pick<Awaited<ReturnType<typeof useChat>>, 'ok' | 'bus'>

/** Somebody says a link, and the service of files has told what it leads to. The position of the message. */
export const previewed = async ({ ok, bus }: RunningChat, person: Person, room: string): Promise<number> => {
  const link = 'https://example.org/'
  const { seq } = await ok(person, 'message.send', { room, id: uuid7(), text: link })
  await askOwner(bus, 'chat', 'previews', { room, message: seq, told: seq, previews: [{ link, title: 'Example' }] })
  return seq
}
