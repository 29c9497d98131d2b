/** What links lead to, from a message to what its readers see of it. The site is within, and is looked at by the setting of an intranet. */
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { uuid7 } from '@parley/client'
import { files } from '@parley/files'
import type { CommandName, EventBody, EventFrame, Input, Output } from '@parley/protocol'
import { startService } from '@parley/service-kit'
import { openAdmin } from '@parley/service-kit/testing'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import type { RawClient } from '../setup/raw-client.ts'
import { type Person, startWorld, type World } from '../setup/world.ts'

type Preview = EventBody<'message.previewed'>['previews'][number]

const scope = new AsyncDisposableStack()
const listenOn = async (listener: RequestListener): Promise<number> => {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  scope.defer(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

/** What the site was asked for. */
const asked: string[] = []
const heard: string[] = []
let picture: Buffer
const page = (path: string) => `<html><head><title>Page ${path}</title><meta name="description" content="About ${path}">
  <meta property="og:site_name" content="Site"><meta property="og:image" content="/picture.png"></head></html>`
const site: RequestListener = (request, response) => {
  const path = request.url ?? ''
  asked.push(path)
  if (path === '/picture.png') return response.writeHead(200, { 'content-type': 'image/png' }).end(picture)
  if (path === '/away') return response.writeHead(404).end()
  if (path === '/within') return response.writeHead(302, { location: `http://127.0.0.1:${canary}/` }).end()
  response.writeHead(200, { 'content-type': 'text/html' }).end(page(path))
}

let world: World
let port: number
let canary: number
let [ann, bob, cid]: Person[] = []
let room: string
let atBob: RawClient
let atCid: RawClient
const linkTo = (path: string) => `http://127.0.0.1:${port}${path}`

beforeAll(async () => {
  picture = await sharp({ create: { width: 40, height: 20, channels: 3, background: 'teal' } })
    .png()
    .toBuffer()
  port = await listenOn(site)
  canary = await listenOn((_, response) => {
    heard.push('canary')
    response.end('secret')
  })
  const env = { LINK_PREVIEWS: 'true', LINK_PREVIEW_WITHIN: '127.0.0.0/8', LINK_PREVIEW_PORTS: String(port) }
  world = scope.use(await startWorld(inject('backing'), { files: true, env }))
  ;[ann, bob, cid] = await Promise.all(['Ann', 'Bob', 'Cid'].map((name) => world.person(name)))
  const members = [bob, cid].map((person) => (person as Person).user)
  room = (await post(ann, 'room.create', { kind: 'group', name: 'Links', members })).room
  await post(cid, 'author.hide', { user: (ann as Person).user })
  atBob = scope.use(await world.connect(bob as Person))
  atCid = scope.use(await world.connect(cid as Person))
})
afterAll(() => scope.disposeAsync())

const post = <C extends CommandName>(person: Person | undefined, name: C, input: Input<C>): Promise<Output<C>> =>
  world.post(name, input, person?.token)

const send = async (text: string, to = room): Promise<number> =>
  (await post(ann, 'message.send', { room: to, id: uuid7(), text })).seq

const told = (client: RawClient, to = room) => client.events(`chat/room/${to}`)
const previewsOf = (seq: number, to = room) =>
  told(atBob, to).flatMap((event) =>
    event.ev === 'message.previewed' && event.is.seq === seq
      ? [event as EventFrame & { is: { previews: Preview[] } }]
      : [],
  )
const previewed = async (seq: number, count = 1) => {
  await eventually('it is told what the links lead to', () => previewsOf(seq).length >= count)
  return previewsOf(seq).at(-1) as ReturnType<typeof previewsOf>[number]
}
const stateOf = async (seq: number, person = bob) =>
  (await post(person, 'room.history', { room, before: seq + 1, limit: 1 })).states?.[0]

const inFiles = async (sql: string, values: unknown[] = []) => {
  const pool = openAdmin(world.environment.adminUrl, 'files', 1)
  try {
    return (await pool.query(sql, values)).rows
  } finally {
    await pool.end()
  }
}
/** What comes after it is told when nothing more comes of it. */
const settled = async (seq: number) => {
  await eventually('it was looked at', async () => (await inFiles('select from preview_wanted')).length === 0)
  return previewsOf(seq)
}

const partOf = async (person: Person | undefined, file: string, seq: number) =>
  (await post(person, 'file.link', { files: [{ file, room, seq }] })).links[0]

describe('a link in a message', () => {
  test('is shown with what it leads to, to who sees the message, and its picture comes from here', async () => {
    const seq = await send(`look: ${linkTo('/tour')}`)
    const { is, by } = await previewed(seq)
    const [preview] = is.previews
    const { file = '', ...about } = preview?.picture ?? {}
    expect([by, is.previews.length]).toEqual([ann?.user, 1])
    expect(preview).toMatchObject({
      link: linkTo('/tour'),
      title: 'Page /tour',
      description: 'About /tour',
      site: 'Site',
    })
    expect(about).toEqual({ width: 40, height: 20, thumbhash: expect.any(String) })
    expect(await stateOf(seq)).toEqual({ seq, previews: is.previews })
    const got = await fetch(`${world.url}${(await partOf(bob, file, seq))?.whole}`)
    expect([got.status, got.headers.get('content-type')]).toEqual([200, 'image/png'])
    expect((await sharp(Buffer.from(await got.arrayBuffer())).metadata()).width).toBe(40)
    // Who hides her gets its number, and nothing of it.
    expect(
      told(atCid)
        .map(({ ev }) => ev)
        .slice(-2),
    ).toEqual(['redacted', 'redacted'])
    expect(await partOf(cid, file, seq)).toEqual({ file })
  })

  test('is looked up once for all who say it', async () => {
    const before = asked.length
    const { is } = await previewed(await send(linkTo('/tour')))
    expect([is.previews[0]?.title, asked.length]).toEqual(['Page /tour', before])
  })

  test('is not looked up where its author says so, or where it is code, or leads where nobody is to get', async () => {
    const before = asked.length
    const alone = await send(`<${linkTo('/alone')}> and \`${linkTo('/code')}\``)
    const within = await send(`${linkTo('/within')} and http://127.0.0.1:${canary}/ and ${linkTo('/away')}`)
    const last = await send(linkTo('/last'))
    await previewed(last)
    expect([await settled(alone), await settled(within), heard]).toEqual([[], [], []])
    expect(asked.slice(before).toSorted()).toEqual(['/away', '/last', '/picture.png', '/within'])
  })

  test('goes with an edit that says another one, which is looked up', async () => {
    const seq = await send(linkTo('/before'))
    const file = (await previewed(seq)).is.previews[0]?.picture?.file ?? ''
    await post(ann, 'message.edit', { room, seq, id: uuid7(), text: 'nothing any more' })
    expect(await stateOf(seq)).toEqual({ seq, edited: expect.anything() })
    expect(await partOf(bob, file, seq)).toEqual({ file })
    await post(ann, 'message.edit', { room, seq, id: uuid7(), text: linkTo('/after') })
    const { is } = await previewed(seq, 2)
    expect(is.previews.map(({ title }) => title)).toEqual(['Page /after'])
    expect((await stateOf(seq))?.previews).toEqual(is.previews)
    await post(ann, 'message.delete', { room, seq })
    const { events } = await post(bob, 'room.history', { room, after: seq - 1, limit: 200 })
    expect(events.filter(({ ev }) => ev === 'message.previewed')).toEqual([])
  })

  test('is taken away by its author or who moderates, for good', async () => {
    const seq = await send(linkTo('/gone'))
    await previewed(seq)
    await expect(post(bob, 'preview.remove', { room, seq })).rejects.toMatchObject({ name: 'NOT_ALLOWED' })
    const removed = await post(ann, 'preview.remove', { room, seq })
    expect(await post(ann, 'preview.remove', { room, seq })).toEqual(removed)
    expect(await stateOf(seq)).toBeUndefined()
    await post(ann, 'message.edit', { room, seq, id: uuid7(), text: `${linkTo('/gone')} again` })
    expect(await settled(seq)).toHaveLength(1)
  })

  test('is left alone in a space that says so', async () => {
    const { space, rooms } = await post(ann, 'space.create', { name: 'Quiet', template: 'team' })
    await post(ann, 'space.change', { space, plain_links: true })
    const before = asked.length
    const inSpace = rooms[0]?.room ?? ''
    await send(linkTo('/quiet'), inSpace)
    await previewed(await send(linkTo('/tour')))
    await settled(0)
    expect(asked).toHaveLength(before)
    const { events } = await post(ann, 'room.history', { room: inSpace })
    expect(events.map(({ ev }) => ev)).not.toContain('message.previewed')
  })
})

test('who does not want to see it says so to all of their programs', async () => {
  expect(await post(bob, 'preview.show', {})).toEqual({ shown: true })
  expect(await post(bob, 'preview.show', { shown: false })).toEqual({ shown: false })
  expect(await post(bob, 'preview.show', {})).toEqual({ shown: false })
  expect(await post(cid, 'preview.show', {})).toEqual({ shown: true })
  await eventually('it is told', () =>
    atBob.frames.some((frame) => 'ev' in frame && frame.ev === 'preview.shown' && frame.is.shown === false),
  )
})

test('what a process leaves that ends in between is taken up, and told once', async () => {
  const seq = await send(linkTo('/twice'))
  await previewed(seq)
  // As it is where it ended between chat's answer and its own note of it.
  await inFiles('insert into preview_wanted (room, message, told) values ($1, $2, $2)', [room, seq])
  expect(await settled(seq)).toHaveLength(1)
  await world.services.get('files')?.[0]?.[Symbol.asyncDispose]()
  const missed = await send(linkTo('/missed'))
  scope.use(await startService(files, world.env('files')))
  expect((await previewed(missed)).is.previews[0]?.title).toBe('Page /missed')
  expect(await settled(missed)).toHaveLength(1)
})
