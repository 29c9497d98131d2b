import { type Bus, connectBus, makeLog } from '@parley/service-kit'
import { type Call, encodeReply, okText } from '@parley/wire'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { postTo, startWorld, type World } from '../setup/world.ts'

/** In the place of chat stands a process that takes commands, and answers only when it has time. */
let world: World
let chat: Bus
let hasTime = false
const taken: (() => void)[] = []

beforeAll(async () => {
  const { natsUrl } = inject('backing')
  world = await startWorld(inject('backing'), { chats: 0, env: { IN_FLIGHT: '3' } })
  chat = await connectBus([natsUrl], world.environment.prefix, makeLog('chat', 'silent'))
  chat.listen(chat.subjects.commands('chat'), (message) => {
    for (const { ref } of message.json<Call[]>())
      taken.push(() =>
        chat.publish(message.reply as string, encodeReply({ ref, text: okText({ rooms: [], more: false }) })),
      )
    if (hasTime) for (const answer of taken.splice(0)) answer()
  })
  await chat.flush()
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await chat[Symbol.asyncDispose]()
})

const list = (token: string, signal?: AbortSignal) => postTo(world.url, 'room.list', {}, token, signal)

const askAndHangUp = async (token: string): Promise<void> => {
  const before = taken.length
  const hangUp = new AbortController()
  const asking = list(token, hangUp.signal)
  asking.catch(() => {})
  await eventually('the command is taken', () => taken.length > before)
  hangUp.abort()
  await expect(asking).rejects.toThrow('aborted')
}

test('who hangs up and comes back has no more unanswered commands than who stays; others are served', async () => {
  const [ann, bob] = await Promise.all([world.person('Ann'), world.person('Bob')])
  for (let asked = 0; asked < 3; asked++) await askAndHangUp(ann.token)
  await expect(list(ann.token)).rejects.toMatchObject({ name: 'TOO_MANY_IN_FLIGHT', retry_ms: 100 })
  await askAndHangUp(bob.token)

  hasTime = true
  expect(await list(bob.token)).toEqual({ rooms: [], more: false })
  expect(await eventually('Ann is served again', () => list(ann.token).catch(() => false as const))).toEqual({
    rooms: [],
    more: false,
  })
})
