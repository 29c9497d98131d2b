import { randomBytes, randomUUID } from 'node:crypto'
import type { Input } from '@parley/protocol'
import { expect, test } from 'vitest'
import type { Parley } from './parley.ts'
import { isPushed, startPush, stopPush } from './push.ts'

/** A server with this key, and a browser that subscribes at this push service. */
const setting = (origin = 'https://push.example.org') => {
  const server = {
    key: randomBytes(65).toString('base64url'),
    given: [] as Input<'push.subscribe'>[],
    ended: [] as unknown[],
  }
  const call = async (command: string, input: never) => {
    if (command === 'push.key') return { key: server.key }
    if (command === 'push.unsubscribe') return { seq: server.ended.push(input) }
    return { seq: server.given.push(input), device: randomUUID(), ...(input as object) }
  }
  let held: ReturnType<typeof subscribed> | null = null
  const subscribed = (key: string) => ({
    endpoint: `${origin}/${randomUUID()}`,
    options: { applicationServerKey: Uint8Array.from(Buffer.from(key, 'base64url')).buffer as ArrayBuffer },
    toJSON: () => ({ keys: { p256dh: 'p', auth: 'a' } }),
    unsubscribe: async () => {
      held = null
      return true
    },
  })
  const pushManager = {
    getSubscription: async () => held,
    subscribe: async ({ applicationServerKey }: { readonly applicationServerKey: string }) => {
      held = subscribed(applicationServerKey)
      return held
    },
  }
  return { server, parley: { call } as unknown as Parley, registration: { pushManager } }
}

test('a device keeps its subscription for as long as the key of the server is the same, and subscribes anew with another', async () => {
  const { server, parley, registration } = setting()
  const wishes = { content: true, label: 'Phone' }
  expect(await isPushed(registration)).toBe(false)
  await startPush(parley, registration, wishes)
  await startPush(parley, registration, { content: false })
  server.key = randomBytes(65).toString('base64url')
  await startPush(parley, registration, wishes)
  const [first, again, anew] = server.given
  expect(first).toMatchObject({ p256dh: 'p', auth: 'a', content: true, label: 'Phone', withdraws: true })
  expect(again).toMatchObject({ endpoint: first?.endpoint, key: first?.key, content: false })
  expect(anew?.endpoint).not.toBe(first?.endpoint)
  expect(anew?.key).toBe(server.key)
})

test('a device that is to be woken no more is out of it in the browser and at the server', async () => {
  const { server, parley, registration } = setting()
  await stopPush(parley, registration)
  expect(server.ended).toEqual([])
  await startPush(parley, registration, { content: true })
  await stopPush(parley, registration)
  expect(await isPushed(registration)).toBe(false)
  expect(server.ended).toEqual([{ endpoint: server.given[0]?.endpoint }])
})

test('nothing that shows nothing is sent to where a subscription ends for it', async () => {
  const { server, parley, registration } = setting('https://web.push.apple.com')
  await startPush(parley, registration, { content: true })
  expect(server.given[0]?.withdraws).toBe(false)
})
