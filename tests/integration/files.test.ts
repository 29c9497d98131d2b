/** Files, from outside: as forms, curl and tus send them, and as parts of messages. */
import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { testVirus } from '@parley/backing'
import { uuid7 } from '@parley/client'
import { captionOf, filesOf, type KeptUpload, type Upload as SdkUpload, type UploadStore } from '@parley/client/files'
import { bankOf } from '@parley/client/spaces'
import { files } from '@parley/files'
import { deploymentBank, errors } from '@parley/protocol'
import { startService } from '@parley/service-kit'
import { openAdmin, programOf } from '@parley/service-kit/testing'
import sharp from 'sharp'
import { Upload, type UploadOptions } from 'tus-js-client'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { root } from '../setup/child.ts'
import { eventually } from '../setup/eventually.ts'
import { type Answered, type HostileUpload, hostileUploads, sendHostile } from '../setup/hostile-uploads.ts'
import { mp3, mp4, wav } from '../setup/media.ts'
import { connect, enter, roomOf as openedRoom, until } from '../setup/sdk.ts'
import { startOwnS3, startScanner } from '../setup/servers-of-files.ts'
import { type Person, startWorld, type World } from '../setup/world.ts'

const mostBytes = 300_000

let world: World
const friend = 'https://friend.example'
let folder: string
let ann: Person
let bob: Person

beforeAll(async () => {
  const env = {
    FILE_BYTES: String(mostBytes),
    UPLOADS_PER_ACCOUNT: '10000',
    UPLOAD_MS: '3000',
    ACCOUNT_FILE_BYTES: '3000000',
    ALLOWED_ORIGINS: friend,
  }
  world = await startWorld(inject('backing'), { files: true, env })
  folder = world.env('files').FILES_FOLDER ?? ''
  ;[ann, bob] = await Promise.all([world.person('Ann'), world.person('Bob')])
})
afterAll(() => world[Symbol.asyncDispose]())

const named = (bytes: Buffer, name: string): FormData => {
  const body = new FormData()
  body.append('file', new Blob([new Uint8Array(bytes)]), name)
  return body
}

const upload = async ({ token }: Person, bytes: Buffer, name: string) => {
  const headers = { authorization: `Bearer ${token}` }
  const answer = await fetch(`${world.url}/files`, { method: 'POST', headers, body: named(bytes, name) })
  return { status: answer.status, body: await answer.json() }
}

const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

const inTables = async (sql: string) => {
  const pool = openAdmin(world.environment.adminUrl, 'files', 1)
  try {
    return (await pool.query(sql)).rows[0]
  } finally {
    await pool.end()
  }
}

const leftSql = `select (select count(*)::int from upload) as uploads, (select count(*)::int from file) as files,
  (select count(*)::int from stored) as stored, (select coalesce(sum(bytes), 0)::int from usage) as bytes`

const isAsItShould = ({ cutAt, headers }: HostileUpload, { status, code = 0 }: Answered): boolean => {
  if (cutAt !== undefined) return true
  // HTTP itself has a word for it.
  if (Object.values(headers).some(({ length }) => length > 16_000)) return status === 431 || code > 0
  const others: number[] = [errors.ROUTE_NOT_FOUND.code, errors.REQUEST_UNCLEAR.code]
  return others.includes(code) || (code >= 1_400 && code < 1_500)
}

describe('of uploads in which something is wrong', () => {
  const all = hostileUploads(mostBytes)

  test(`${all.length} are answered with a number, and leave nothing behind`, { timeout: 60_000 }, async () => {
    const left = [...all]
    const wrong: unknown[] = []
    const work = async () => {
      for (let one = left.shift(); one; one = left.shift()) {
        const answer = await sendHostile(world.url, ann.token, one)
        if (!isAsItShould(one, answer)) wrong.push([one.name, answer])
      }
    }
    await Promise.all(Array.from({ length: 16 }, work))
    expect(wrong).toEqual([])
    await eventually('nothing is left', async () => {
      const { uploads, files, stored, bytes } = await inTables(leftSql)
      return uploads + files + stored + bytes === 0 && (await readdir(join(folder, 'incoming'))).length === 0
    })
  })
})

const linkOf = async (person: Person, file: string, place: { room?: string; seq?: number } = {}) =>
  (await world.post('file.link', { files: [{ file, ...place }] }, person.token)).links[0]

const get = (path = '', headers: Record<string, string> = {}) => fetch(`${world.url}${path}`, { headers })

describe('a file', () => {
  test.each([
    'résumé.pdf',
    'ملف التقرير.txt',
    '文件 “引號”.zip',
    '👩‍🚀 emoji.png',
    'it\'s; a=b, "q".txt',
    '50%.txt',
    'e\u0301.txt',
  ])('called %s comes back under its name, byte for byte', async (name) => {
    const bytes = randomBytes(20_000)
    const { status, body } = await upload(ann, bytes, name)
    expect([status, body]).toEqual([
      201,
      { file: expect.any(String), name: name.normalize('NFC'), size: 20_000, type: 'application/octet-stream' },
    ])
    const got = await get((await linkOf(ann, body.file))?.whole)
    expect(sha(new Uint8Array(await got.arrayBuffer()))).toBe(sha(bytes))
    const [, encoded = ''] = /filename\*=UTF-8''([^;]+)/.exec(got.headers.get('content-disposition') ?? '') ?? []
    const [, quoted, token = ''] =
      /filename=(?:"((?:[^"\\]|\\.)*)"|([^;]+))/.exec(got.headers.get('content-disposition') ?? '') ?? []
    const plain = quoted ?? token
    const told = encoded ? decodeURIComponent(encoded) : plain.replaceAll(/\\(.)/g, '$1')
    expect(told).toBe(name.normalize('NFC'))
  })

  test('never runs, whatever it says it is', async () => {
    const pages = [
      '<html><script>alert(1)</script>',
      '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
      '<?xml version="1.0"?><x/>',
      'alert(1)',
      '%PDF-1.7 x',
    ]
    for (const [place, text] of pages.entries()) {
      const { body } = await upload(ann, Buffer.from(text), ['a.html', 'a.svg', 'a.xml', 'a.js', 'a.pdf'][place] ?? '')
      const { headers } = await get((await linkOf(ann, body.file))?.whole)
      expect([headers.get('content-type'), headers.get('x-content-type-options')]).toEqual([
        'application/octet-stream',
        'nosniff',
      ])
      expect(headers.get('content-disposition')).toMatch(/^attachment/)
      expect(headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(headers.get('content-security-policy')).toContain('sandbox')
    }
  })

  test('of the same content is stored once, and counted for each who has it', async () => {
    const bytes = randomBytes(30_000)
    const before = await inTables(leftSql)
    const [one, other, third] = await Promise.all([
      upload(ann, bytes, 'a'),
      upload(bob, bytes, 'b'),
      upload(bob, bytes, 'c'),
    ])
    expect([one?.status, other?.status, third?.status]).toEqual([201, 201, 201])
    const after = await inTables(leftSql)
    expect(after.bytes - before.bytes).toBe(90_000)
    const { names } = await inTables(
      `select array_agg(name) as names from stored where content is not null and name like '${sha(bytes)}-%'`,
    )
    expect(names).toHaveLength(1)
    expect(names[0]).toMatch(/^[0-9a-f]{64}-[0-9a-f]{32}\.bin$/)
  })

  test('comes in parts, and not at all where it is known', async () => {
    const bytes = randomBytes(10_000)
    const { body } = await upload(ann, bytes, 'a')
    const { whole } = (await linkOf(ann, body.file)) ?? {}
    const etag = (await get(whole)).headers.get('etag') ?? ''
    const part = async (headers: Record<string, string>) => {
      const answer = await get(whole, headers)
      return [answer.status, answer.headers.get('content-range'), sha(new Uint8Array(await answer.arrayBuffer()))]
    }
    const of = (first: number, last: number) => sha(bytes.subarray(first, last + 1))
    expect(await part({ range: 'bytes=0-1' })).toEqual([206, 'bytes 0-1/10000', of(0, 1)])
    expect(await part({ range: 'bytes=9000-' })).toEqual([206, 'bytes 9000-9999/10000', of(9000, 9999)])
    expect(await part({ range: 'bytes=-10' })).toEqual([206, 'bytes 9990-9999/10000', of(9990, 9999)])
    expect(await part({ range: 'bytes=5-99999' })).toEqual([206, 'bytes 5-9999/10000', of(5, 9999)])
    expect(await part({ range: 'bytes=10000-' })).toEqual([416, 'bytes */10000', sha(Buffer.alloc(0))])
    expect(await part({ range: 'bytes=1-2,5-6' })).toEqual([200, null, sha(bytes)])
    expect(await part({ range: 'bytes=0-1', 'if-range': etag })).toEqual([206, 'bytes 0-1/10000', of(0, 1)])
    expect(await part({ range: 'bytes=0-1', 'if-range': '"another"' })).toEqual([200, null, sha(bytes)])
    expect(await part({ 'if-none-match': etag })).toEqual([304, null, sha(Buffer.alloc(0))])
    expect((await fetch(`${world.url}${whole}`, { method: 'HEAD' })).headers.get('content-length')).toBe('10000')
  })
})

const resume = (person: Person, bytes: Buffer, name: string, options: Partial<UploadOptions> = {}) => {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const one = new Upload(bytes, {
    endpoint: `${world.url}/files/tus`,
    headers: { authorization: `Bearer ${person.token}` },
    metadata: { filename: name },
    chunkSize: 100_000,
    retryDelays: null,
    onSuccess: () => resolve(one.url?.split('/').at(-1) ?? ''),
    onError: reject,
    ...options,
  })
  return { one, done: promise }
}

const bytesOf = async (person: Person, file: string, place?: { room?: string; seq?: number }) => {
  const answer = await get((await linkOf(person, file, place))?.whole)
  return answer.ok ? sha(new Uint8Array(await answer.arrayBuffer())) : answer.status
}

describe('by tus', () => {
  test('a page of an origin that is allowed uploads as its browser lets it, and a page of another one does not', async () => {
    const ask = (method: string, path: string, Origin: string, more: Record<string, string> = {}, body?: Buffer) =>
      fetch(`${world.url}${path}`, {
        method,
        headers: { Origin, authorization: `Bearer ${ann.token}`, 'tus-resumable': '1.0.0', ...more },
        ...(body && { body: new Uint8Array(body) }),
      })
    const announced = (method: string) => ({
      'access-control-request-method': method,
      'access-control-request-headers': 'authorization,content-type,tus-resumable,upload-offset',
    })
    const bytes = randomBytes(1_000)
    const made = await ask('POST', '/files/tus', friend, { 'upload-length': '1000' })
    const path = `/files/tus/${made.headers.get('location')?.split('/').at(-1)}`
    for (const method of ['POST', 'PATCH', 'HEAD', 'DELETE']) {
      const { status, headers } = await ask('OPTIONS', path, friend, announced(method))
      expect([status, headers.get('access-control-allow-origin')]).toEqual([204, friend])
      expect(headers.get('access-control-allow-methods')?.split(', ')).toContain(method)
      for (const name of ['tus-resumable', 'upload-length', 'upload-metadata', 'upload-offset'])
        expect(headers.get('access-control-allow-headers')?.split(', ')).toContain(name)
    }
    const piece = { 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' }
    const answers = [made, await ask('PATCH', path, friend, piece, bytes), await ask('HEAD', path, friend)]
    expect(answers.map(({ status }) => status)).toEqual([201, 204, 200])
    for (const { headers } of answers) {
      expect(headers.get('access-control-allow-origin')).toBe(friend)
      for (const name of ['Location', 'Upload-Offset', 'Upload-Length'])
        expect(headers.get('access-control-expose-headers')?.split(', ')).toContain(name)
    }
    const stranger = 'https://stranger.example'
    const refused = [
      await ask('OPTIONS', path, stranger, announced('PATCH')),
      await ask('POST', '/files/tus', stranger, { 'upload-length': '1000' }),
      await ask('HEAD', path, stranger),
    ]
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 200])
    for (const { headers } of refused) expect(headers.get('access-control-allow-origin')).toBeNull()
    expect((await ask('DELETE', path, stranger)).status).toBe(403)
  })

  test('a file comes in pieces, is paused, and goes on', async () => {
    const bytes = randomBytes(290_000)
    const { one, done } = resume(ann, bytes, 'ملف.bin', {
      onChunkComplete: (_, sent) => {
        if (sent !== 100_000) return
        void one.abort().then(() => one.start())
      },
    })
    one.start()
    const file = await done
    expect(await bytesOf(ann, file)).toBe(sha(bytes))
    expect((await world.post('file.get', { files: [file] }, ann.token)).files[0]).toMatchObject({ name: 'ملف.bin' })
  })

  test('whoever has an address uploads without a token, and nobody goes on with what is not theirs', async () => {
    const bytes = randomBytes(150_000)
    const { tus, most_bytes } = await world.post('file.upload', {}, bob.token)
    expect(most_bytes).toBe(mostBytes)
    const { one, done } = resume(ann, bytes, 'a', {
      endpoint: `${world.url}${tus}`,
      headers: {},
      onChunkComplete: () => void one.abort().then(() => foreign()),
    })
    const foreign = async () => {
      const headers = { authorization: `Bearer ${ann.token}`, 'tus-resumable': '1.0.0' }
      const path = `${world.url}/files/tus/${one.url?.split('/').at(-1)}`
      expect((await fetch(path, { method: 'HEAD', headers })).status).toBe(404)
      expect((await fetch(path, { method: 'DELETE', headers })).status).toBe(404)
      one.options.onChunkComplete = null
      one.start()
    }
    one.start()
    const file = await done
    expect(await bytesOf(bob, file)).toBe(sha(bytes))
    expect(await bytesOf(ann, file)).toBe(404)
  })

  test('an upload that is given up is as if it had not been', async () => {
    const before = await inTables(leftSql)
    const { promise, resolve } = Promise.withResolvers<void>()
    const { one, done } = resume(ann, randomBytes(200_000), 'a', {
      onChunkComplete: () => void one.abort(true).then(resolve),
    })
    one.start()
    await Promise.race([promise, done])
    expect(await inTables(leftSql)).toEqual(before)
    expect(await readdir(join(folder, 'incoming'))).toEqual([])
  })
})

const roomOf = async (...[owner, ...others]: [Person, ...Person[]]) => {
  const members = others.map(({ user }) => user)
  return (await world.post('room.create', { kind: 'group', name: 'Pictures', members }, owner.token)).room
}

const sendFiles = async (person: Person, room: string, files: string[], id = uuid7()) =>
  (await world.post('message.send', { room, id, text: 'Look', files }, person.token)).seq

describe('a message with files', () => {
  test('says what they are, and is the same message when it is repeated', async () => {
    const room = await roomOf(ann, bob)
    const bytes = randomBytes(1_000)
    const file = (await upload(ann, bytes, 'a.txt')).body.file
    const id = uuid7()
    const seq = await sendFiles(ann, room, [file], id)
    expect(await sendFiles(ann, room, [file], id)).toBe(seq)
    const { events } = await world.post('room.history', { room, after: seq - 1, limit: 1 }, bob.token)
    expect(events[0]).toMatchObject({ is: { files: [{ file, name: 'a.txt', size: 1_000 }] } })
    expect(await bytesOf(bob, file, { room, seq })).toBe(sha(bytes))
  })

  test('can have nothing that is not its sender`s, not even by a repeat', async () => {
    const room = await roomOf(ann, bob)
    const own = (await upload(ann, randomBytes(10), 'a')).body.file
    const foreign = (await upload(bob, randomBytes(10), 'b')).body.file
    for (const files of [[foreign], [own, foreign], [uuid7()]])
      await expect(sendFiles(ann, room, files)).rejects.toMatchObject({ name: 'FILE_NOT_FOUND' })
    const many = Array.from({ length: 11 }, () => uuid7())
    await expect(sendFiles(ann, room, many)).rejects.toMatchObject({ name: 'BAD_INPUT' })
    await expect(sendFiles(ann, room, [own, own])).rejects.toMatchObject({ name: 'BAD_INPUT' })
  })

  test('shows them to who sees it now: not to strangers, nor elsewhere, nor to who was removed, from that moment', async () => {
    const [cid, room, other] = await Promise.all([world.person('Cid'), roomOf(ann, bob), roomOf(ann, bob)])
    const bytes = randomBytes(5_000)
    const file = (await upload(ann, bytes, 'a')).body.file
    const seq = await sendFiles(ann, room, [file])
    const elsewhere = (await world.post('message.send', { room: other, id: uuid7(), text: 'Hi' }, ann.token)).seq
    const links = await linkOf(bob, file, { room, seq })
    expect(await bytesOf(cid, file, { room, seq })).toBe(404)
    expect(await bytesOf(bob, file, { room: other, seq: elsewhere })).toBe(404)
    expect(await bytesOf(bob, file)).toBe(404)
    expect((await get(links?.whole)).status).toBe(200)
    expect((await get(links?.whole?.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')))).status).toBe(403)
    await world.post('member.remove', { room, user: bob.user }, ann.token)
    expect((await get(links?.whole)).status).toBe(404)
    expect((await get(links?.whole, { range: 'bytes=0-1' })).status).toBe(404)
    expect(await bytesOf(bob, file, { room, seq })).toBe(404)
    expect(await bytesOf(ann, file, { room, seq })).toBe(sha(bytes))
  })

  test('by an author whom one hides shows nothing of them', async () => {
    const room = await roomOf(ann, bob)
    const file = (await upload(ann, randomBytes(50), 'a')).body.file
    const seq = await sendFiles(ann, room, [file])
    await world.post('author.hide', { user: ann.user }, bob.token)
    expect(await bytesOf(bob, file, { room, seq })).toBe(404)
    await world.post('author.show', { user: ann.user }, bob.token)
    expect(await bytesOf(bob, file, { room, seq })).not.toBe(404)
  })

  test('takes their bytes along when it is taken back, unless another message has them, or another person', async () => {
    const room = await roomOf(ann, bob)
    const bytes = randomBytes(700)
    const [once, twice] = await Promise.all([upload(ann, bytes, 'a'), upload(ann, randomBytes(600), 'b')])
    const mine = (await upload(bob, bytes, 'mine')).body.file
    const [file, kept] = [once.body.file, twice.body.file]
    const seq = await sendFiles(ann, room, [file, kept])
    const other = await sendFiles(ann, room, [kept])
    await world.post('message.delete', { room, seq }, ann.token)
    expect(await bytesOf(bob, file, { room, seq })).toBe(404)
    await eventually(
      'the file is gone',
      async () => (await world.post('file.get', { files: [file] }, ann.token)).files.length === 0,
    )
    expect(await bytesOf(bob, kept, { room, seq: other })).not.toBe(404)
    expect(await bytesOf(bob, mine)).toBe(sha(bytes))
    await world.post('file.remove', { file: mine }, bob.token)
    await expect(world.post('file.remove', { file: kept }, ann.token)).rejects.toMatchObject({ name: 'FILE_IN_USE' })
    await eventually(
      'the bytes are gone',
      async () => !(await readdir(join(folder, 'kept'), { recursive: true })).some((name) => name.includes(sha(bytes))),
    )
  })
})

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#3366cc' } })

describe('an image', () => {
  test('is turned, loses what it says besides its pixels, and has two small ones', async () => {
    const where = { IFD0: { Copyright: 'by Ann' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 3230/100' } }
    const taken = await picture(2_000, 1_000).withExif(where).withMetadata({ orientation: 6 }).jpeg().toBuffer()
    const { status, body } = await upload(ann, taken, 'me.jpg')
    expect([status, body]).toEqual([
      201,
      {
        file: expect.any(String),
        name: 'me.jpg',
        size: taken.length,
        type: 'image/jpeg',
        width: 1_000,
        height: 2_000,
        thumbhash: expect.any(String),
      },
    ])
    const links = await linkOf(ann, body.file)
    const of = async (path?: string) => {
      const answer = await get(path)
      expect(answer.headers.get('content-disposition')).toMatch(/^inline/)
      const bytes = Buffer.from(await answer.arrayBuffer())
      expect(bytes.includes('Ann') || bytes.includes('GPS')).toBe(false)
      const { width, height, orientation, exif } = await sharp(bytes).metadata()
      return [answer.headers.get('content-type'), width, height, orientation, exif]
    }
    expect(await of(links?.whole)).toEqual(['image/jpeg', 1_000, 2_000, undefined, undefined])
    expect(await of(links?.large)).toEqual(['image/webp', 640, 1_280, undefined, undefined])
    expect(await of(links?.small)).toEqual(['image/webp', 160, 320, undefined, undefined])
  })

  test.each(['png', 'webp', 'gif'] as const)('may be a %s', async (format) => {
    const { body } = await upload(ann, await picture(40, 30).toFormat(format).toBuffer(), `a.${format}`)
    expect(body).toMatchObject({ type: `image/${format}`, width: 40, height: 30 })
  })

  test('that says it is enormous, or breaks off, is refused, and the next one is read', async () => {
    const good = await picture(60, 20).png().toBuffer()
    const bomb = Buffer.from(good)
    bomb.writeUInt32BE(60_000, 16)
    bomb.writeUInt32BE(60_000, 20)
    expect((await upload(ann, bomb, 'bomb.png')).body.error).toMatchObject({ name: 'IMAGE_TOO_LARGE' })
    const cut = (await picture(900, 900).jpeg().toBuffer()).subarray(0, 3_000)
    expect((await upload(ann, cut, 'cut.jpg')).body.error).toMatchObject({ name: 'IMAGE_UNREADABLE' })
    expect((await upload(ann, good, 'good.png')).body).toMatchObject({ width: 60, height: 20 })
  })
})

describe('what is heard or seen', () => {
  test('says how long it is, and how large', async () => {
    const facts = async (bytes: Buffer, name: string) => (await upload(ann, bytes, name)).body
    expect(await facts(wav(2), 'a.wav')).toMatchObject({ type: 'audio/wav', duration_ms: 2_000 })
    expect(await facts(mp4(320, 180, 1_500), 'a.mp4')).toMatchObject({
      type: 'video/mp4',
      width: 320,
      height: 180,
      duration_ms: 1_500,
    })
  })

  test('has the picture that it carries as its small ones, and is itself as it was', async () => {
    const bytes = mp3(40, await picture(400, 200).png().toBuffer())
    const { body } = await upload(ann, bytes, 'song.mp3')
    expect(body).toMatchObject({ type: 'audio/mpeg', thumbhash: expect.any(String), duration_ms: expect.any(Number) })
    expect(body.width).toBeUndefined()
    const links = await linkOf(ann, body.file)
    expect(sha(new Uint8Array(await (await get(links?.whole)).arrayBuffer()))).toBe(sha(bytes))
    const small = await sharp(Buffer.from(await (await get(links?.small)).arrayBuffer())).metadata()
    expect([small.width, small.height, small.format]).toEqual([320, 160, 'webp'])
  })

  test('is kept also where nobody understands it', async () => {
    for (const bytes of [wav(1).subarray(0, 30), mp4(320, 180, 1_500).subarray(0, 60), mp3(3, randomBytes(50))]) {
      const { status, body } = await upload(ann, bytes, 'broken')
      expect([status, body.thumbhash]).toEqual([201, undefined])
      expect(await bytesOf(ann, body.file)).toBe(sha(bytes))
    }
  })
})

describe('a message that is passed on', () => {
  test('has its files with it, for who sees it where it is now, also when the first one is gone', async () => {
    const cid = await world.person('Cid')
    const [room, other] = [await roomOf(ann, bob), await roomOf(bob, cid)]
    const bytes = randomBytes(3_000)
    const file = (await upload(ann, bytes, 'a')).body.file
    const seq = await sendFiles(ann, room, [file])
    const { sent } = await world.post(
      'message.forward',
      { from: { room, seq }, to: [{ room: other, id: uuid7() }] },
      bob.token,
    )
    const there = { room: other, seq: sent[0]?.seq ?? 0 }
    expect(await bytesOf(cid, file, there)).toBe(sha(bytes))
    expect(await bytesOf(cid, file, { room, seq })).toBe(404)
    expect(await bytesOf(ann, file, there)).toBe(404)
    await world.post('message.delete', { room, seq }, ann.token)
    await eventually('the first one has it no more', async () => {
      const { count } = await inTables(`select count(*)::int as count from reference where file = '${file}'`)
      return count === 1
    })
    expect(await bytesOf(cid, file, there)).toBe(sha(bytes))
    await world.post('message.delete', { room: other, seq: there.seq }, bob.token)
    await eventually('the file is gone', async () => {
      const { count } = await inTables(`select count(*)::int as count from file where id = '${file}'`)
      return count === 0
    })
  })

  test('is not passed on by who does not see it, and its files are then in nothing', async () => {
    const cid = await world.person('Cid')
    const [room, other] = [await roomOf(ann, bob), await roomOf(cid, bob)]
    const file = (await upload(ann, randomBytes(100), 'a')).body.file
    const seq = await sendFiles(ann, room, [file])
    const forward = world.post(
      'message.forward',
      { from: { room, seq }, to: [{ room: other, id: uuid7() }] },
      cid.token,
    )
    expect((await forward).refused).toMatchObject([{ error: { name: 'ROOM_NOT_FOUND' } }])
    expect((await inTables(`select count(*)::int as count from reference where file = '${file}'`)).count).toBe(1)
  })
})

describe('a message that is sent later', () => {
  const schedule = (room: string, id: string, files: string[], in_ms: number) =>
    world.post('schedule.create', { room, id, text: 'Later', files, when: { in_ms } }, ann.token)

  test('has its files when it is sent, and keeps them until then', async () => {
    const room = await roomOf(ann, bob)
    const bytes = randomBytes(4_000)
    const [file, id] = [(await upload(ann, bytes, 'a')).body.file, uuid7()]
    await schedule(room, id, [file], 1_000)
    const { scheduled } = await world.post('schedule.list', {}, ann.token)
    expect(scheduled.find((one) => one.id === id)?.files).toEqual([file])
    const until = await inTables(`select until from file where id = '${file}'`)
    expect(until.until).toBeNull()
    await expect(world.post('file.remove', { file }, ann.token)).rejects.toMatchObject({ name: 'FILE_IN_USE' })
    const seq = await eventually('it is sent', async () => {
      const { events } = await world.post('room.history', { room, limit: 5 }, bob.token)
      return events.find((event) => 'is' in event && event.is.id === id)?.seq
    })
    expect(await bytesOf(bob, file, { room, seq })).toBe(sha(bytes))
  })

  test('that is cancelled has them no more', async () => {
    const room = await roomOf(ann, bob)
    const [file, id] = [(await upload(ann, randomBytes(400), 'a')).body.file, uuid7()]
    await schedule(room, id, [file], 3_600_000)
    const of = `where file = '${file}'`
    const isNoted = async (sent: boolean) => (await inTables(`select sent from reference ${of}`)).sent === sent
    await inTables(`update reference set noted = now() - interval '1 hour' ${of}`)
    await eventually('chat has said that it is kept', () => isNoted(true))
    await inTables(`update reference set noted = now() ${of}`)
    await world.post('schedule.cancel', { room, id }, ann.token)
    await eventually('it is asked about again', () => isNoted(false))
    await inTables(`update reference set noted = now() - interval '1 hour' ${of}`)
    await eventually('the file is gone', async () => {
      const { count } = await inTables(`select count(*)::int as count from file where id = '${file}'`)
      return count === 0
    })
  })

  test('can have nothing that is not its sender`s', async () => {
    const room = await roomOf(ann, bob)
    const foreign = (await upload(bob, randomBytes(10), 'b')).body.file
    await expect(schedule(room, uuid7(), [foreign], 60_000)).rejects.toMatchObject({ name: 'FILE_NOT_FOUND' })
  })
})

describe('the files of a room', () => {
  const list = async (person: Person, room: string, page: { before?: number; limit?: number } = {}) => {
    const { messages, next } = await world.post('file.list', { room, ...page }, person.token)
    return { seqs: messages.map(({ seq }) => seq), messages, next }
  }
  const own = async (name: string) => (await upload(ann, randomBytes(20), name)).body.file

  test('are listed newest first, by page, without what was taken back or is by somebody who is hidden', async () => {
    const room = await roomOf(ann, bob)
    const [one, two] = [await own('a.txt'), await own('b.txt')]
    const seqs: number[] = []
    for (const files of [[one], [two], [one, two], [two]]) seqs.push(await sendFiles(ann, room, files))
    await world.post('message.send', { room, id: uuid7(), text: 'without' }, ann.token)
    const [first, second, third, fourth] = seqs as [number, number, number, number]
    expect((await list(bob, room)).seqs).toEqual([fourth, third, second, first])
    const page = await list(bob, room, { limit: 3 })
    expect([page.seqs, page.messages[1]?.files.map(({ name }) => name)]).toEqual([
      [fourth, third, second],
      ['a.txt', 'b.txt'],
    ])
    expect(await list(bob, room, { before: page.next as number })).toMatchObject({ seqs: [first], next: undefined })
    await world.post('message.delete', { room, seq: second }, ann.token)
    expect((await list(bob, room)).seqs).toEqual([fourth, third, first])
    await world.post('author.hide', { user: ann.user }, bob.token)
    expect((await list(bob, room)).seqs).toEqual([])
    await world.post('author.show', { user: ann.user }, bob.token)
  })

  test('are listed to who sees the room now, and to nobody else', async () => {
    const cid = await world.person('Cid')
    const room = await roomOf(ann, bob)
    const seq = await sendFiles(ann, room, [await own('a')])
    expect((await list(bob, room)).seqs).toEqual([seq])
    await expect(list(cid, room)).rejects.toMatchObject({ name: 'ROOM_NOT_FOUND' })
    await world.post('member.remove', { room, user: bob.user }, ann.token)
    await expect(list(bob, room)).rejects.toMatchObject({ name: 'ROOM_NOT_FOUND' })
    await world.post('room.change', { room, newcomers: 'since_joining' }, ann.token)
    await world.post('member.add', { room, users: [bob.user] }, ann.token)
    expect((await list(bob, room)).seqs).toEqual([])
  })
})

describe('pictures', () => {
  const image = async (person: Person) =>
    (await upload(person, await picture(64, 64).png().toBuffer(), 'face.png')).body.file as string
  const kept = async (file: string) => {
    const { kept } = await inTables(`select count(*)::int as kept from file where id = '${file}'`)
    return kept === 1
  }
  const later = () => inTables(`update reference set noted = noted - interval '1 hour'`)

  test('of a group are set by who leads it, seen by who is in it, and go when another takes their place', async () => {
    const [cid, room] = await Promise.all([world.person('Cid'), roomOf(ann, bob)])
    const [one, two, foreign] = [await image(ann), await image(ann), await image(bob)]
    const change = (person: Person, file: string) => world.post('room.change', { room, picture: file }, person.token)
    await expect(change(bob, foreign)).rejects.toMatchObject({ name: 'NOT_ALLOWED' })
    await expect(change(ann, foreign)).rejects.toMatchObject({ name: 'FILE_NOT_FOUND' })
    const words = (await upload(ann, randomBytes(10), 'a')).body.file
    await expect(change(ann, words)).rejects.toMatchObject({ name: 'BAD_INPUT' })
    await change(ann, one)
    expect((await world.post('room.get', { room }, bob.token)).picture).toBe(one)
    expect(await bytesOf(bob, one, { room })).not.toBe(404)
    expect(await bytesOf(bob, two, { room })).toBe(404)
    expect(await bytesOf(cid, one, { room })).toBe(404)
    await later()
    await change(ann, two)
    await eventually('the one before is gone', async () => !(await kept(one)))
    expect([await kept(two), await bytesOf(bob, two, { room })]).toEqual([
      true,
      expect.stringMatching(/^[0-9a-f]{64}$/),
    ])
    await change(ann, '')
    expect((await world.post('room.get', { room }, bob.token)).picture).toBeUndefined()
    await eventually('and so is that', async () => {
      await later()
      return !(await kept(two))
    })
  })

  test('of a space are its icon and banner, for who lives there', async () => {
    const { space } = await world.post('space.create', { key: uuid7(), name: 'Pictures' }, ann.token)
    const [icon, banner] = [await image(ann), await image(ann)]
    await world.post('space.change', { space, icon, banner }, ann.token)
    expect(await world.post('space.get', { space }, ann.token)).toMatchObject({ icon, banner })
    for (const file of [icon, banner]) {
      expect(await bytesOf(ann, file, { room: space })).not.toBe(404)
      expect(await bytesOf(bob, file, { room: space })).toBe(404)
    }
    await expect(world.post('space.change', { space, icon }, bob.token)).rejects.toMatchObject({
      name: 'SPACE_NOT_FOUND',
    })
    await world.post('space.change', { space, banner: '' }, ann.token)
    expect((await world.post('space.get', { space }, ann.token)).banner).toBeUndefined()
    await eventually('the banner is gone', async () => {
      await later()
      return !(await kept(banner))
    })
    expect(await kept(icon)).toBe(true)
  })

  test('of emoji are seen by who lives in the space, and by who sees a forwarded message that names them, until they are removed', async () => {
    const { space, rooms } = await world.post('space.create', { key: uuid7(), name: 'Emoji' }, ann.token)
    const set = (person: Person, more: object) =>
      world.post('emoji.set', { space, emoji: uuid7(), name: 'party', ...more }, person.token)
    const wide = (await upload(ann, await picture(2_000, 10).png().toBuffer(), 'wide.png')).body.file
    const words = (await upload(ann, randomBytes(10), 'a')).body.file
    for (const file of [wide, words])
      await expect(set(ann, { file })).rejects.toMatchObject({ name: 'BAD_INPUT', at: '/file' })
    await expect(set(ann, { file: await image(bob) })).rejects.toMatchObject({ name: 'FILE_NOT_FOUND' })
    await expect(set(bob, { file: await image(bob) })).rejects.toMatchObject({ name: 'SPACE_NOT_FOUND' })
    const [emoji, file, general] = [uuid7(), await image(ann), rooms[0]?.room as string]
    await set(ann, { emoji, file })
    expect((await world.post('space.get', { space }, ann.token)).emoji_list).toEqual([{ emoji, name: 'party', file }])
    expect(await bytesOf(ann, file, { room: space })).not.toBe(404)
    expect(await bytesOf(bob, file, { room: space })).toBe(404)

    const text = 'a :PARTY: at 10:30:45 :nobody:'
    const { seq } = await world.post('message.send', { room: general, id: uuid7(), text }, ann.token)
    const room = await roomOf(ann, bob)
    const pass = async (from: { room: string; seq: number }) => {
      const to = [{ room, id: uuid7() }]
      return (await world.post('message.forward', { from, to }, ann.token)).sent[0]?.seq as number
    }
    const once = await pass({ room: general, seq })
    const again = await pass({ room, seq: once })
    const { events } = await world.post('room.history', { room, limit: 2 }, bob.token)
    const is = { text, emoji: [{ name: 'party', file }] }
    expect(events).toMatchObject([{ is }, { is }])
    for (const at of [once, again]) expect(await bytesOf(bob, file, { room, seq: at })).not.toBe(404)
    await world.post('emoji.set', { space, emoji, name: 'feier', tags: ['party'] }, ann.token)
    expect(await bytesOf(ann, file, { room: space })).not.toBe(404)

    await world.post('emoji.remove', { space, emoji }, ann.token)
    const left = { emoji, name: 'feier', removed: true }
    expect((await world.post('space.get', { space }, ann.token)).emoji_list).toEqual([left])
    await eventually('the picture is gone', async () => {
      await later()
      return !(await kept(file))
    })
    expect(await bytesOf(bob, file, { room, seq: once })).toBe(404)
  })

  test('of the deployment are seen and sent by everybody in every room, told at once on open connections, and gone when they are removed', async () => {
    const pool = openAdmin(world.environment.adminUrl, 'auth', 1)
    await pool.query(`insert into staff (account, role) values ($1, 'moderator')`, [ann.user]).finally(() => pool.end())
    const bank = { space: deploymentBank }
    const [emoji, sticker, file, wave] = [uuid7(), uuid7(), await image(ann), await image(ann)]
    const set = { ...bank, emoji, name: 'feier', file }
    await expect(world.post('emoji.set', set, bob.token)).rejects.toMatchObject({ name: 'ROLE_MISSING' })
    await using client = await enter(world.url, 'Zoe')
    const held = bankOf(client.parley)
    await held.ready
    await world.post('emoji.set', set, ann.token)
    await world.post('sticker.set', { ...bank, sticker, name: 'wave', file: wave, tags: ['مرحبا'] }, ann.token)
    await until(client.parley, () => held.stickers.length > 0)
    expect(held).toMatchObject({
      emojiList: [{ emoji, name: 'feier', file }],
      stickers: [{ sticker, tags: ['مرحبا'] }],
    })
    for (const one of [file, wave]) expect(await bytesOf(bob, one, { room: deploymentBank })).not.toBe(404)

    const room = await roomOf(bob, ann)
    const message = { room, id: uuid7(), text: 'wave', sticker }
    const { seq } = await world.post('message.send', message, bob.token)
    expect(await bytesOf(ann, wave, { room, seq })).not.toBe(404)
    const said = await world.post('message.send', { room, id: uuid7(), text: 'a :FEIER:' }, bob.token)
    const to = [{ room, id: uuid7() }]
    await world.post('message.forward', { from: { room, seq: said.seq }, to }, bob.token)
    const passed = (await world.post('room.history', { room, limit: 1 }, ann.token)).events
    expect(passed).toMatchObject([{ is: { emoji: [{ name: 'feier', file }] } }])

    await world.post('emoji.remove', { ...bank, emoji }, ann.token)
    await world.post('sticker.remove', { ...bank, sticker }, ann.token)
    await until(client.parley, () => held.emojiList.length + held.stickers.length === 0)
    expect(held.emojiName(emoji)).toBe('feier')
    await eventually('the picture is gone', async () => {
      await later()
      return !(await kept(file))
    })
    expect(await bytesOf(bob, file, { room: deploymentBank })).toBe(404)
    expect(await bytesOf(ann, wave, { room, seq })).not.toBe(404)
  })

  test('that are stickers of a space are sent as messages, and stay in these when they are removed there', async () => {
    const { space, rooms } = await world.post('space.create', { key: uuid7(), name: 'Stickers' }, ann.token)
    const general = rooms[0]?.room as string
    const invite = await world.post('invite.create', { space }, ann.token)
    await world.post('invite.accept', { code: invite.code }, bob.token)
    const set = (more: object) =>
      world.post('sticker.set', { space, sticker: uuid7(), name: 'wave', ...more }, ann.token)
    const song = (await upload(ann, wav(1), 'hello.wav')).body.file
    const file = await image(ann)
    const misfits = [
      { file: song },
      { file, kind: 'sound' },
      { file: (await upload(ann, wav(31), 'long.wav')).body.file, kind: 'sound' },
    ]
    for (const more of misfits) await expect(set(more)).rejects.toMatchObject({ name: 'BAD_INPUT', at: '/file' })
    await expect(set({})).rejects.toMatchObject({ name: 'STICKER_NOT_FOUND' })
    const [sticker, sound] = [uuid7(), uuid7()]
    await set({ sticker, file })
    await set({ sticker: sound, file: song, kind: 'sound', name: 'hello', tags: ['hi'] })
    expect((await world.post('space.get', { space }, bob.token)).sticker_list).toEqual([
      { sticker, kind: 'sticker', name: 'wave', file },
      { sticker: sound, kind: 'sound', name: 'hello', file: song, tags: ['hi'] },
    ])
    expect(await bytesOf(bob, file, { room: space })).not.toBe(404)

    const message = { room: general, id: uuid7(), text: 'wave', sticker }
    const { seq } = await world.post('message.send', message, bob.token)
    const heard = await world.post('message.send', { ...message, id: uuid7(), sticker: sound }, bob.token)
    const { events } = await world.post('room.history', { room: general, limit: 2 }, ann.token)
    expect(events).toMatchObject([
      { is: { text: 'wave', bank: 'sticker', files: [{ file, name: 'wave', width: 64 }] } },
      { is: { bank: 'sound', files: [{ file: song, name: 'hello' }] } },
    ])
    expect((await world.post('file.list', { room: general }, ann.token)).messages).toEqual([])
    const room = await roomOf(bob, ann)
    const to = [{ room, id: uuid7() }]
    await world.post('message.forward', { from: { room: general, seq }, to }, bob.token)
    const passed = (await world.post('room.history', { room, limit: 1 }, ann.token)).events
    expect(passed).toMatchObject([{ is: { bank: 'sticker', files: [{ file, name: 'wave' }] } }])

    await world.post('sticker.remove', { space, sticker }, ann.token)
    await world.post('sticker.remove', { space, sticker: sound }, ann.token)
    expect((await world.post('space.get', { space }, bob.token)).sticker_list).toBeUndefined()
    expect(await world.post('message.send', message, bob.token)).toMatchObject({ seq })
    await expect(world.post('message.send', { ...message, id: uuid7() }, bob.token)).rejects.toMatchObject({
      name: 'STICKER_NOT_FOUND',
    })
    await world.post('message.delete', { room: general, seq: heard.seq }, bob.token)
    await eventually('the sound is gone', async () => {
      await later()
      return !(await kept(song))
    })
    expect(await bytesOf(bob, file, { room: general, seq })).not.toBe(404)
    expect(await bytesOf(bob, file, { room: space })).toBe(404)
  })

  test('of somebody are seen by whoever may see their profile, and go when others take their place', async () => {
    const [cid, dee] = await Promise.all([world.person('Cid'), world.person('Dee')])
    const room = await roomOf(ann, cid)
    const [one, two, banner, foreign] = [await image(cid), await image(cid), await image(cid), await image(ann)]
    const change = (input: object) => world.post('profile.change', input, cid.token)
    const words = (await upload(cid, randomBytes(10), 'a')).body.file
    await expect(change({ picture: foreign })).rejects.toMatchObject({ name: 'FILE_NOT_FOUND' })
    await expect(change({ picture: words })).rejects.toMatchObject({ name: 'BAD_INPUT' })
    expect(await change({ picture: one, banner })).toMatchObject({ profile: 1, picture: one, banner })
    const looks = { user: cid.user, name: cid.name, profile: 1, picture: one }
    expect((await world.post('user.get', { users: [cid.user] }, bob.token)).users).toEqual([looks])
    const worn = { room: cid.user }
    for (const file of [one, banner]) expect(await bytesOf(bob, file, worn)).toMatch(/^[0-9a-f]{64}$/)
    expect([await bytesOf(bob, two, worn), await bytesOf(bob, one), await bytesOf(bob, one, { room })]).toEqual([
      404, 404, 404,
    ])
    const link = (await linkOf(dee, one, worn))?.small
    await world.post('block.add', { user: dee.user }, cid.token)
    expect([await bytesOf(dee, one, worn), (await get(link)).status]).toEqual([404, 404])
    await expect(world.post('file.remove', { file: one }, cid.token)).rejects.toMatchObject({ name: 'FILE_IN_USE' })
    await later()
    await change({ picture: two })
    await eventually('the one before is gone', async () => !(await kept(one)))
    expect(await bytesOf(bob, two, worn)).toMatch(/^[0-9a-f]{64}$/)
    expect((await world.post('profile.get', { user: cid.user }, bob.token)).banner).toBe(banner)
    await change({ banner: '' })
    expect((await world.post('profile.get', { user: cid.user }, bob.token)).banner).toBeUndefined()
    await eventually('and so is the banner', async () => {
      await later()
      return !(await kept(banner))
    })
  })
})

const keptHere = (): UploadStore & { readonly all: Map<string, KeptUpload> } => {
  const all = new Map<string, KeptUpload>()
  return {
    all,
    load: async () => [...all.values()],
    save: async (kept) => void all.set(kept.id, kept),
    remove: async (id) => void all.delete(id),
  }
}

/** Resolves when so much of it is there, or it stands so. */
const stands = (one: SdkUpload, is: (one: SdkUpload) => boolean): Promise<void> =>
  new Promise((resolve) => {
    const look = () => is(one) && resolve()
    one.subscribe(look)
    look()
  })

describe('by the SDK', () => {
  test('a file goes in pieces, is paused, goes on after the program was begun anew, and is sent', async () => {
    await using user = await enter(world.url, 'Eve')
    const { id } = await user.parley.createGroup('Files', [bob.user])
    const store = keptHere()
    const bytes = randomBytes(290_000)
    const first = filesOf(user.parley, { store }).upload(id, new Blob([new Uint8Array(bytes)]), 'ملف.bin', {
      alt: 'Noise',
    })
    await stands(first, ({ sent }) => sent > 0)
    first.pause()
    expect([first.state, first.sent < bytes.length]).toEqual(['paused', true])
    const { file: begun } = await eventually('it is kept', async () => {
      const kept = store.all.get(first.id)
      return kept?.isPaused ? kept : undefined
    })
    await user.parley.close()

    await using parley = await connect(world.url, user.session)
    const files = filesOf(parley, { store })
    await files.ready
    const [again] = files.uploads(id)
    expect([again?.state, again?.name]).toEqual(['paused', 'ملف.bin'])
    again?.resume()
    const { file } = (await again?.done) ?? {}
    expect(file).toBe(begun)
    const room = await openedRoom(parley, id)
    const { seq } = await files.send(room, '', { silent: true })
    expect(files.uploads(id)).toEqual([])
    await eventually('nothing is kept', async () => store.all.size === 0)
    const message = await until(parley, () => room.messages.find((one) => one.seq === seq && one.state === 'sent'))
    expect(message).toMatchObject({ text: 'ملف.bin', silent: true, files: [{ file, size: 290_000 }] })
    expect(captionOf(message)).toBe('')
    expect(await bytesOf(bob, file as string, { room: id, seq })).toBe(sha(bytes))
    expect(
      (await world.post('file.link', { files: [{ file: file as string, room: id, seq }] }, bob.token)).links,
    ).toMatchObject([{ alt: 'Noise' }])
  })

  test('what is refused says so, and what is given up leaves nothing', async () => {
    await using user = await enter(world.url, 'Eve')
    const { id } = await user.parley.createGroup('Files', [bob.user])
    const files = filesOf(user.parley)
    const of = (size: number, name: string) => files.upload(id, new Blob([new Uint8Array(size)]), name)
    const refused = [of(mostBytes + 1, 'a'), of(0, 'b'), of(10, 'c/d')]
    await expect(Promise.all(refused.map(({ done }) => done))).rejects.toThrow()
    await Promise.all(refused.map((one) => stands(one, ({ state }) => state === 'failed')))
    expect(refused.map(({ error }) => error?.name)).toEqual(['FILE_TOO_LARGE', 'FILE_EMPTY', 'FILE_NAME_REFUSED'])
    await Promise.all(refused.map((one) => one.cancel()))
    const given = of(280_000, 'e')
    await stands(given, ({ sent }) => sent > 0)
    await given.cancel()
    await expect(given.done).rejects.toMatchObject({ name: 'AbortError' })
    expect(files.uploads(id)).toEqual([])
    const { bytes } = await inTables(`select bytes from usage where owner = '${user.user}'`)
    expect(Number(bytes)).toBe(0)
  })

  test('more files than go at once all come, and a caption stands beside them', async () => {
    await using user = await enter(world.url, 'Eve')
    const room = await user.parley.createGroup('Files', [bob.user])
    const files = filesOf(user.parley)
    for (let place = 0; place < 8; place++) files.upload(room.id, new Blob([`file ${place}`]), `${place}.txt`)
    const { seq } = await files.send(room, 'Look at **these**')
    const message = await until(user.parley, () => room.messages.find((one) => one.seq === seq && one.state === 'sent'))
    expect(message.files?.map(({ name }) => name)).toEqual(Array.from({ length: 8 }, (_, place) => `${place}.txt`))
    expect(captionOf(message)).toBe('Look at **these**')
    const [first] = message.files ?? []
    const linked = files.linksTo({ file: first?.file ?? '', room: room.id, seq })
    const stop = linked.subscribe(() => {})
    await eventually('it is linked', async () => linked.links?.whole !== undefined)
    expect(await (await fetch(linked.links?.whole ?? '')).text()).toBe('file 0')
    stop()
  })
})

test('nobody stores more than they may by sending all of it at once', async () => {
  const cid = await world.person('Cid')
  const all = await Promise.all(Array.from({ length: 14 }, () => upload(cid, randomBytes(290_000), 'a')))
  const refused = all.filter(({ status }) => status !== 201)
  expect(all.length - refused.length).toBeGreaterThan(0)
  expect(all.length - refused.length).toBeLessThanOrEqual(10)
  for (const { body } of refused) expect(body.error).toMatchObject({ name: 'FILES_FULL' })
})

test('what is left of uploads is swept away, and counts no longer', async () => {
  const dan = await world.person('Dan')
  const headers = { authorization: `Bearer ${dan.token}`, 'tus-resumable': '1.0.0', 'upload-length': '1000' }
  expect((await fetch(`${world.url}/files/tus`, { method: 'POST', headers })).status).toBe(201)
  const stray = join(folder, 'incoming', uuid7())
  await writeFile(stray, 'left by a process that ended')
  await utimes(stray, 1, 1)
  await inTables(`update upload set until = now() where owner = '${dan.user}'`)
  await eventually('all is swept', async () => {
    const { bytes } = await inTables(`select bytes from usage where owner = '${dan.user}'`)
    return Number(bytes) === 0 && (await readdir(join(folder, 'incoming'))).length === 0
  })
})

/** What an operator asks for, by the settings of this world. */
const parley = async (args: string[], more: Record<string, string> = {}) => {
  const env = { ...process.env, POSTGRES_URL: world.environment.adminUrl, FILES_FOLDER: folder, ...more }
  const options = { cwd: root, env }
  return await promisify(execFile)(
    process.execPath,
    [programOf('packages/platform/src/main.ts'), ...args],
    options,
  ).catch((reason: { stdout: string; stderr: string }) => reason)
}

const keptNames = async () =>
  (await readdir(join(folder, 'kept'), { recursive: true })).filter((name) => name.length > 3)

test('an operator is told of bytes that nobody knows, that are lost, and of wrong counts, and has mended what can be', async () => {
  const eve = await world.person('Eve')
  const file = (await upload(eve, randomBytes(5_000), 'a')).body.file
  await eventually('nothing is about to go', async () => {
    const { free } = await inTables('select count(*)::int as free from stored where content is null')
    return free === 0
  })
  expect((await parley(['check', 'files'])).stdout).not.toMatch(/ [1-9]\d* {2}/)
  const stray = `${'a'.repeat(64)}-${'b'.repeat(32)}.bin`
  await mkdir(join(folder, 'kept', 'aa'), { recursive: true })
  await writeFile(join(folder, 'kept', 'aa', stray), 'nobody knows of it')
  await inTables(`update usage set bytes = bytes + 7 where owner = '${eve.user}'`)
  await inTables(`update file set until = null where id = '${file}'`)
  const { stdout } = await parley(['check', 'files', '--repair'])
  for (const kind of ['strays', 'usage', 'unending'])
    expect(stdout).toMatch(new RegExp(`files/${kind} +1 .*mended 1\\n`))
  expect(await keptNames()).not.toContain(join('aa', stray))
  const { body } = await upload(eve, randomBytes(5_000), 'b')
  const { name } = await inTables(
    `select stored.name from stored join file using (content) where file.id = '${body.file}'`,
  )
  await rm(join(folder, 'kept', name.slice(0, 2), name))
  expect((await parley(['check', 'files', '--repair'])).stdout).toMatch(/files\/lost +1 .*mended 0\n/)
  await world.post('file.remove', { file: body.file }, eve.token)
})

const scanner = await startScanner(200_000)
afterAll(() => scanner?.[Symbol.asyncDispose]())

test.skipIf(!scanner)(
  'files wait unseen until a scanner has looked at them, and go where it finds something',
  async () => {
    const usedBy = async () => (await inTables(`select bytes from usage where owner = '${bob.user}'`)).bytes
    const before = await usedBy()
    await using other = await startService(files, { ...world.env('files'), CLAMD_URL: scanner?.url ?? '' })
    const send = async (bytes: Buffer) => {
      const headers = { authorization: `Bearer ${bob.token}` }
      const answer = await fetch(`http://127.0.0.1:${other.port}/files`, {
        method: 'POST',
        headers,
        body: named(bytes, 'a'),
      })
      return [answer.status, await answer.json()]
    }
    const virus = (more: Buffer) => Buffer.concat([testVirus, more])
    const [, clean] = await send(randomBytes(1_000))
    expect((await linkOf(bob, clean.file))?.whole).toBeDefined()
    for (const bytes of [testVirus, virus(randomBytes(1_000))])
      expect(await send(bytes)).toMatchObject([422, { error: { name: 'FILE_INFECTED' } }])
    await world.post('file.remove', { file: clean.file }, bob.token)
    // More than it takes: refused where it gets to say so, and else never to be seen.
    const [, large] = await send(randomBytes(280_000))
    if (large.file) {
      expect(await linkOf(bob, large.file)).toEqual({ file: large.file })
      await world.post('file.remove', { file: large.file }, bob.token)
    } else expect(large.error).toMatchObject({ name: 'FILE_INFECTED' })
    expect(await usedBy()).toBe(before)

    await scanner?.stop()
    const room = await roomOf(bob, ann)
    const [[, good], [, bad]] = [await send(randomBytes(2_000)), await send(virus(randomBytes(2_000)))]
    for (const { file, waits } of [good, bad]) {
      expect([waits, await linkOf(bob, file)]).toEqual([true, { file }])
      await expect(sendFiles(bob, room, [file])).rejects.toMatchObject({ name: 'FILE_WAITS' })
    }
    await scanner?.start()
    await eventually('the scanner has looked', async () => (await linkOf(bob, good.file))?.whole !== undefined)
    await eventually('what it found is gone', async () => {
      const { files: left, infected } = await world.post('file.get', { files: [good.file, bad.file] }, bob.token)
      return left.length === 1 && infected?.[0] === bad.file
    })
    await expect(sendFiles(bob, room, [bad.file])).rejects.toMatchObject({ name: 'FILE_INFECTED' })
    expect(await sendFiles(bob, room, [good.file])).toBeGreaterThan(0)
  },
)

const s3 = await startOwnS3()
afterAll(() => s3?.[Symbol.asyncDispose]())

/** Of a link, by a process of the service that the gateway does not know. */
const getAt = async (port: number, path = ''): Promise<[status: number, what: string | null]> => {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'manual' })
  return [answer.status, answer.ok ? sha(new Uint8Array(await answer.arrayBuffer())) : answer.headers.get('location')]
}

test.skipIf(!s3)(
  'files move from the folder into a store that speaks S3 while they are read, and none is lost',
  async () => {
    const [first, second] = [randomBytes(90_000), randomBytes(80_000)]
    const image = await picture(300, 200).png().toBuffer()
    const there = await Promise.all([upload(ann, first, 'a'), upload(ann, image, 'b.png')])
    const settings = { ...s3?.settings, S3_PUBLIC_URL: s3?.url ?? '' }
    await using other = await startService(files, { ...world.env('files'), ...settings })
    const headers = { authorization: `Bearer ${ann.token}` }
    const sent = await fetch(`http://127.0.0.1:${other.port}/files`, {
      method: 'POST',
      headers,
      body: named(second, 'c'),
    })
    const { file: third } = await sent.json()
    const [links, linkOfThird] = [await linkOf(ann, there[0].body.file), await linkOf(ann, third)]
    const small = (await linkOf(ann, there[1].body.file))?.small
    expect(await getAt(other.port, links?.whole)).toEqual([200, sha(first)])
    // Who knows of no other store says so, and gives nothing else.
    expect((await get(linkOfThird?.whole)).status).toBe(503)

    let isOver = false
    const reading = (async () => {
      const seen = new Set<unknown>()
      while (!isOver) seen.add((await getAt(other.port, small))[0])
      return seen
    })()
    expect(await parley(['move-files'], { ...s3?.settings })).toMatchObject({
      stdout: expect.stringMatching(/into s3\n$/),
      stderr: '',
    })
    isOver = true
    expect(await reading).toEqual(new Set([200]))
    await eventually('the folder is empty', async () => (await keptNames()).length === 0)
    const { folders } = await inTables(
      `select count(*)::int as folders from stored where place = 'folder' and content is not null`,
    )
    expect(folders).toBe(0)
    expect((await parley(['check', 'files'], { ...s3?.settings })).stdout).not.toMatch(/files\/(lost|strays) +[1-9]/)

    for (const [link, bytes] of [
      [links?.whole, first],
      [linkOfThird?.whole, second],
    ] as const) {
      const [status, address] = await getAt(other.port, link)
      expect(status).toBe(302)
      const got = await fetch(address ?? '')
      const body = new Uint8Array(await got.arrayBuffer())
      expect([got.status, got.status === 200 ? sha(body) : Buffer.from(body).toString()]).toEqual([200, sha(bytes)])
    }
  },
)
