/** What devices are woken for, by a push service that is a real HTTPS server, and what the operator's relay is posted. */
import { createPublicKey, randomBytes, randomUUID, verify } from 'node:crypto'
import type { Input } from '@parley/protocol'
import { Webhook } from 'standardwebhooks'
import { afterAll, expect, test } from 'vitest'
import { strangers } from '../src/push/posting.ts'
import { publicOf, tendKeys, tendVapid } from '../src/push/vapid.ts'
import { makeBrowser, type Received, startPushService } from './push-service.ts'
import { useNotify } from './running-notify.ts'

const service = await startPushService()
afterAll(() => service[Symbol.asyncDispose]())
const secrets = [0, 1].map(() => `whsec_${randomBytes(32).toString('base64')}`)
const { ok, error, answers, chat, contacts, caughtUp, events, inboxOf, ownDb, sql, start, until } = await useNotify({
  PUSH_TO_PRIVATE: 'true',
  PUSH_CA_FILE: service.certificate,
  PUSH_CONTACT: 'mailto:push@chat.example.org',
  PUSH_HOLD_SECONDS: '600',
  RELAY_URL: `${service.origin}/relay`,
  RELAY_SECRETS: secrets.join(','),
})

const wants = { content: true, withdraws: true, label: 'Phone' }
let places = 0
/** A browser of somebody that is subscribed, and what comes to it. */
const subscribe = async (user: string, more: Partial<Input<'push.subscribe'>> = {}) => {
  const path = `/${++places}`
  const browser = makeBrowser(`${service.origin}${path}`)
  const { key } = await ok(user, 'push.key', {})
  const given = { ...browser.subscription, key, ...wants, ...more }
  const { device } = await ok(user, 'push.subscribe', given)
  const told = async (count: number) => (await service.until(path, count)).map(browser.read)
  return { path, browser, given, device, told }
}
/** Each message of a room is told to this person. */
const roomOf = (person: string, by = randomUUID()) => {
  const room = randomUUID()
  const before = answers.notices
  answers.notices = (asked) =>
    asked.room === room
      ? {
          by,
          direct: true,
          id: `${room.slice(0, -12)}${String(asked.message).padStart(12, '0')}`,
          of: [[person, 'direct']],
        }
      : before(asked)
  const say = () => chat.emit('chat/room', room, 'message.sent', by, { id: randomUUID(), text: 'Hello' }, randomUUID())
  return { room, by, say }
}
const pushesOf = (device: string) =>
  sql<{ tag: string; waits: number | null; sending: boolean; clears: boolean }>(
    'select tag, extract(epoch from due - now())::float8 as waits, sending, clears from push where target = $1',
    [device],
  )
const relayed = (person: string) =>
  service
    .at('/relay')
    .map(({ headers, body }) => ({
      headers,
      body,
      ...(JSON.parse(body.toString()) as { type: string; data: Record<string, unknown> }),
    }))
    .filter(({ data }) => data.user === person)

const checkSigned = ({ headers }: Received, key: string): void => {
  const [, token = '', by] = /^vapid t=([^,]+), k=(.+)$/.exec(headers.authorization ?? '') ?? []
  expect(by).toBe(key)
  const [head, claims = '', signature = ''] = token.split('.')
  const raw = Buffer.from(key, 'base64url')
  const [x, y] = [raw.subarray(1, 33), raw.subarray(33)].map((part) => part.toString('base64url'))
  const jwk = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' })
  const signed = Buffer.from(`${head}.${claims}`)
  expect(verify('sha256', signed, { key: jwk, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url'))).toBe(
    true,
  )
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
    aud: service.origin,
    sub: 'mailto:push@chat.example.org',
  })
}

test('a push says who has said what to the device that wants it, to another that there is something, and to the relay no word of it', async () => {
  const ann = randomUUID()
  const { room, by, say } = roomOf(ann)
  answers.glimpses = ({ user, message }) => (user === ann ? { name: 'Bob', text: `Hello ${message}` } : {})
  const [phone, desk] = [await subscribe(ann), await subscribe(ann, { content: false, label: '' })]
  await say()
  const [onPhone] = await phone.told(1)
  const about = { user: ann, tag: room, room, message: 1, by, kind: 'direct', count: 1, unread: 1 }
  expect(onPhone).toMatchObject({ ...about, name: 'Bob', text: 'Hello 1' })
  const [onDesk] = await desk.told(1)
  expect(onDesk).toMatchObject(about)
  expect(JSON.stringify(onDesk)).not.toMatch(/Bob|Hello/)
  const [sent] = service.at(phone.path)
  checkSigned(sent as Received, phone.given.key)
  expect(sent?.headers).toMatchObject({ urgency: 'high', 'content-encoding': 'aes128gcm' })
  expect(Number(sent?.headers.ttl)).toBeGreaterThan(86_000)
  // The push service learns neither of which room it is nor that two devices are told of the same.
  expect(sent?.headers.topic).toMatch(/^[\w-]{32}$/)
  expect(sent?.headers.topic).not.toBe(service.at(desk.path)[0]?.headers.topic)
  await until(async () => relayed(ann).length === 1)
  expect(relayed(ann)[0]?.body.toString()).not.toMatch(/Bob|Hello/)
})

test('what is read is taken away from every device, and what is read before it is sent never comes', async () => {
  const ann = randomUUID()
  const { room, say } = roomOf(ann)
  const [phone, strict] = [await subscribe(ann), await subscribe(ann, { withdraws: false })]
  await say()
  await Promise.all([phone.told(1), strict.told(1)])
  await ok(ann, 'inbox.read', { upto: 100 })
  expect((await phone.told(2))[1]).toEqual({ user: ann, tag: room, unread: 0, clear: true })
  expect(service.at(phone.path)[1]?.headers.topic).toBe(service.at(phone.path)[0]?.headers.topic)
  await until(async () => (await pushesOf(strict.device)).length === 0)
  // Somebody is there: it waits for them to read it, and they do.
  answers.there = (user) => (user === ann ? 'online' : 'offline')
  await say()
  await until(async () => ((await pushesOf(phone.device))[0]?.waits ?? 0) > 500)
  await ok(ann, 'inbox.read', { upto: 100 })
  expect(await pushesOf(phone.device)).toEqual([])
  answers.there = () => 'offline'
  await say()
  const [, , third] = await phone.told(3)
  expect(third).toMatchObject({ message: 3, count: 1, unread: 1 })
  expect((await strict.told(2)).map(({ clear }) => clear)).toEqual([undefined, undefined])
})

test('what is silent, or off, wakes nobody', async () => {
  const [ann, bob] = [randomUUID(), randomUUID()]
  const phone = await subscribe(ann)
  await ok(ann, 'alert.set', { levels: { request: 'silent' } })
  await contacts.emit('contacts/user', ann, 'contact.requested', bob, { user: bob })
  await caughtUp()
  expect((await inboxOf(ann)).unread).toBe(1)
  expect(await pushesOf(phone.device)).toEqual([])
})

test('a process that ends between sending and noting it leaves one that is sent once more, under the same tag', async () => {
  const ann = randomUUID()
  const { say } = roomOf(ann)
  const phone = await subscribe(ann)
  await say()
  await phone.told(1)
  const isNoted = async () => (await pushesOf(phone.device)).every(({ sending }) => !sending)
  await until(isNoted)
  const end = (lost: number) =>
    sql('update push set sending = true, shown = null, due = now(), lost = $2 where target = $1', [phone.device, lost])
  await end(0)
  const [one, other] = await service.until(phone.path, 2)
  expect(one?.headers.topic).toBe(other?.headers.topic)
  expect(new Set((await phone.told(2)).map(({ tag }) => tag)).size).toBe(1)
  await until(isNoted)
  await end(1)
  await until(async () => (await pushesOf(phone.device)).length === 0)
  expect(service.at(phone.path)).toHaveLength(2)
})

test.each([404, 410])(
  'a subscription of which its push service says %i is over, and its person told',
  async (status) => {
    const ann = randomUUID()
    const { say } = roomOf(ann)
    const phone = await subscribe(ann)
    service.answer(phone.path, status)
    await say()
    await until(async () => (await ok(ann, 'push.list', {})).devices.length === 0)
    expect((await events(ann)).at(-1)).toMatchObject({ ev: 'push.unsubscribed', is: { device: phone.device } })
    expect(await pushesOf(phone.device)).toEqual([])
    await say()
    await caughtUp()
    expect(service.at(phone.path)).toHaveLength(1)
  },
)

test('a device on which somebody has logged out is woken no more, and they are told so elsewhere', async () => {
  const [ann, bob] = [randomUUID(), randomUUID()]
  const [out, still] = [roomOf(ann), roomOf(bob)]
  const [phone, other, former] = [await subscribe(ann), await subscribe(bob), await subscribe(bob)]
  // By a release that noted no session.
  await sql('update device set session = null where id = $1', [former.device])
  // The session of a person has their id here.
  answers.isOpen = (session) => session !== ann
  await out.say()
  await until(async () => (await ok(ann, 'push.list', {})).devices.length === 0)
  expect((await events(ann)).at(-1)).toMatchObject({ ev: 'push.unsubscribed', is: { device: phone.device } })
  await still.say()
  await Promise.all([other.told(1), former.told(1)])
  expect(service.at(phone.path)).toEqual([])
  answers.isOpen = () => true
})

test('where a push service asks to wait nothing is sent to that device until then, and then the newest', async () => {
  const ann = randomUUID()
  const { room, say } = roomOf(ann)
  const { say: sayElsewhere } = roomOf(ann)
  const phone = await subscribe(ann)
  service.answer(phone.path, 429, { 'retry-after': '3600' })
  await say()
  await until(async () => ((await pushesOf(phone.device))[0]?.waits ?? 0) > 3_500)
  await Promise.all([say(), sayElsewhere()])
  await caughtUp()
  expect((await pushesOf(phone.device)).map(({ waits }) => (waits ?? 0) > 3_500)).toEqual([true, true])
  service.answer(phone.path, 201)
  await sql('update push set due = now() where target = $1 and tag = $2', [phone.device, room])
  expect((await phone.told(2))[1]).toMatchObject({ message: 2, count: 2 })
})

test('what a push service refuses for good is not tried again, and the device stays', async () => {
  const ann = randomUUID()
  const { say } = roomOf(ann)
  const phone = await subscribe(ann)
  service.answer(phone.path, 400)
  await say()
  await service.until(phone.path, 1)
  await until(async () => (await pushesOf(phone.device)).length === 0)
  expect((await ok(ann, 'push.list', {})).devices).toMatchObject([{ device: phone.device, ...wants }])
})

test('a subscription goes on with the key it was made with, and new ones are made with the newest', async () => {
  const ann = randomUUID()
  const { say } = roomOf(ann)
  const old = await subscribe(ann)
  await start()
  expect(await ok(ann, 'push.key', {})).toEqual({ key: old.given.key })
  const given = randomBytes(32).toString('base64url')
  await Promise.all([0, 1].map(() => start({ VAPID_PRIVATE_KEY: given })))
  const young = await subscribe(ann)
  expect(young.given.key).not.toBe(old.given.key)
  await say()
  await Promise.all([old.told(1), young.told(1)])
  checkSigned(service.at(old.path)[0] as Received, old.given.key)
  checkSigned(service.at(young.path)[0] as Received, young.given.key)
  expect(await error(ann, 'push.subscribe', { ...young.given, key: `${'A'.repeat(86)}A` })).toMatchObject({
    code: 1504,
  })
})

test('a key that was given holds for as long as it is given, however old it is', async () => {
  const ann = randomUUID()
  const given = randomBytes(32).toString('base64url')
  const wishes = { given, days: 1 }
  await tendKeys(ownDb(), wishes)
  await sql(`update vapid_key set at = at - interval '2 days'`)
  expect(await tendVapid(ownDb(), wishes).run()).toMatchObject({ made: 0 })
  expect(await ok(ann, 'push.key', {})).toEqual({ key: publicOf(given) })
  expect(await tendVapid(ownDb(), { given: null, days: 1 }).run()).toMatchObject({ made: 1 })
})

test('a subscription that is repeated is the same one, and goes over to who logs in on the same browser', async () => {
  const [ann, bob, eve] = [randomUUID(), randomUUID(), randomUUID()]
  const phone = await subscribe(ann)
  const again = await ok(ann, 'push.subscribe', phone.given)
  expect(again).toMatchObject({ device: phone.device, seq: 1 })
  expect(await ok(ann, 'push.subscribe', { ...phone.given, content: false })).toMatchObject({
    device: phone.device,
    seq: 2,
    content: false,
  })
  // Who knows the endpoint alone has not the browser.
  const stolen = { ...makeBrowser(phone.given.endpoint).subscription, key: phone.given.key, ...wants }
  expect(await error(eve, 'push.subscribe', stolen)).toMatchObject({ code: 1505 })
  const { device } = await ok(bob, 'push.subscribe', phone.given)
  expect(device).not.toBe(phone.device)
  expect((await ok(ann, 'push.list', {})).devices).toEqual([])
  expect((await events(ann)).at(-1)).toMatchObject({ ev: 'push.unsubscribed', is: { device: phone.device } })
  expect(await ok(eve, 'push.unsubscribe', { device })).toMatchObject({ seq: 0 })
  expect((await ok(bob, 'push.list', {})).devices).toMatchObject([{ device }])
  expect(await ok(eve, 'push.unsubscribe', { endpoint: phone.given.endpoint })).toMatchObject({ seq: 0 })
  expect(await ok(bob, 'push.unsubscribe', { endpoint: phone.given.endpoint })).toMatchObject({ seq: 2 })
  expect((await ok(bob, 'push.list', {})).devices).toEqual([])
})

test('somebody has twenty devices at most, and keys for which nothing can be encrypted are refused', async () => {
  const ann = randomUUID()
  for (let place = 0; place < 20; place++) await subscribe(ann)
  const more = makeBrowser(`${service.origin}/more`).subscription
  const { key } = await ok(ann, 'push.key', {})
  expect(await error(ann, 'push.subscribe', { ...more, key, ...wants })).toMatchObject({ code: 1506, most: 20 })
  const bent = { ...more, p256dh: `${more.p256dh.slice(0, -8)}AAAAAAAA` }
  expect(await error(ann, 'push.subscribe', { ...bent, key, ...wants })).toMatchObject({ code: 1503 })
})

test('an urgent one is not held back, and comes again every five minutes, six times at most, until it is read', async () => {
  const [ann, bob] = [randomUUID(), randomUUID()]
  answers.there = () => 'online'
  const rooms = [roomOf(ann), roomOf(bob)]
  const before = answers.notices
  answers.notices = (asked) => ({ ...before(asked), urgent: true })
  const [phone, other] = [await subscribe(ann), await subscribe(bob)]
  for (const { say } of rooms) await say()
  expect((await phone.told(1))[0]).toMatchObject({ urgent: true, count: 1 })
  const isNext = async (device: string, isWanted: (waits: number | null) => boolean) =>
    until(async () => (await pushesOf(device)).some(({ sending, waits }) => !sending && isWanted(waits)))
  for (let place = 0; place < 6; place++) {
    await isNext(phone.device, (waits) => waits !== null && waits > 250 && waits <= 300)
    await sql('update push set due = now() where target = $1', [phone.device])
    await phone.told(place + 2)
  }
  await isNext(phone.device, (waits) => waits === null)
  expect(service.at(phone.path)).toHaveLength(7)
  await other.told(1)
  await ok(bob, 'inbox.read', { upto: 100 })
  expect((await other.told(2))[1]).toMatchObject({ clear: true })
  await until(async () => (await pushesOf(other.device)).length === 0)
  answers.notices = before
  answers.there = () => 'offline'
})

test('the relay is posted what may ring and what is read, signed by each secret, and with the same id when it is tried again', async () => {
  const ann = randomUUID()
  const { room, say } = roomOf(ann)
  service.answer('/relay', 500)
  await say()
  await until(async () => relayed(ann).length === 1)
  service.answer('/relay', 204)
  await until(async () => relayed(ann).length === 2)
  await until(async () => (await sql('select 1 from push where person = $1 and shown is not null', [ann])).length === 1)
  await ok(ann, 'inbox.read', { upto: 100 })
  await until(async () => relayed(ann).length === 3)
  const all = relayed(ann)
  expect(all.map(({ type, data }) => [type, data.tag, data.unread])).toEqual([
    ['push.show', room, 1],
    ['push.show', room, 1],
    ['push.clear', room, 0],
  ])
  const [first, second, third] = all.map(({ headers }) => headers['webhook-id'])
  expect([second === first, third === first]).toEqual([true, false])
  for (const { headers, body } of all)
    for (const secret of secrets)
      expect(() => new Webhook(secret).verify(body, headers as Record<string, string>)).not.toThrow()
  const other = new Webhook(`whsec_${randomBytes(32).toString('base64')}`)
  expect(() => other.verify(all[0]?.body ?? '', all[0]?.headers as Record<string, string>)).toThrow()
})

test('an endpoint that leads to a private address is not reached, no redirect is followed, and an answer without end is cut off', async () => {
  const post = { url: `${service.origin}/hostile`, headers: {}, body: 'x' }
  const caFile = service.certificate
  expect(await strangers({ caFile, toPrivate: false })(post)).toEqual({ status: 0, retrySeconds: 0 })
  expect(service.at('/hostile')).toEqual([])
  const reach = strangers({ caFile, toPrivate: true })
  service.answer('/hostile', 307, { location: `${service.origin}/elsewhere` })
  expect(await reach(post)).toMatchObject({ status: 307 })
  expect(service.at('/elsewhere')).toEqual([])
  const cut = Promise.withResolvers<void>()
  service.answerBy('/hostile', (answer) => {
    answer.writeHead(201).on('close', cut.resolve)
    const fill = () => {
      while (!answer.destroyed && answer.write(Buffer.alloc(16_384)));
    }
    answer.on('drain', fill)
    fill()
  })
  expect(await reach(post)).toMatchObject({ status: 201 })
  await cut.promise
})
