/** Two people who chat while something else happens to the gateway, and should notice nothing of it. */
import { uuid7 } from '@parley/client'
import type { Gates } from './world.ts'

export interface Bystanders {
  /** Ends the chat. What was sent and what arrived, and the longest that a message took, in milliseconds. */
  stop(): Promise<{ readonly sent: readonly string[]; readonly arrived: readonly unknown[]; readonly slowest: number }>
}

export const startBystanders = async (gates: Gates, url = gates.url): Promise<Bystanders> => {
  const [one, other] = await Promise.all([gates.person('One'), gates.person('Other')])
  const { room, on } = await gates.post('room.create', { kind: 'direct', user: other.user }, one.token)
  const gateway = gates.urls.indexOf(url)
  const [writer, reader] = await Promise.all([one, other].map((person) => gates.connect(person, { gateway })))
  if (!writer || !reader) throw new Error('nobody to chat')
  const sent: string[] = []
  let slowest = 0
  let stopped = false

  const chat = async () => {
    while (!stopped) {
      const text = `message ${sent.length}`
      const begun = performance.now()
      sent.push(text)
      const { seq } = await writer.call('message.send', { room, id: uuid7(), text })
      await reader.waitFor(on, seq)
      slowest = Math.max(slowest, performance.now() - begun)
    }
  }
  const chatting = chat()
  chatting.catch(() => {}) // told by stop

  return {
    stop: async () => {
      stopped = true
      await chatting
      const arrived = reader.events(on).map((event) => event.is.text)
      await Promise.all([writer, reader].map((client) => client[Symbol.asyncDispose]()))
      return { sent, arrived, slowest }
    },
  }
}
