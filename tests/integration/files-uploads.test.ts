/** Files on their way up, from outside: as forms, curl and tus send them. */
import { randomBytes } from 'node:crypto'
import { readdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { uuid7 } from '@parley/client'
import { errors } from '@parley/protocol'
import { Upload, type UploadOptions } from 'tus-js-client'
import { describe, expect, test } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { friend, mostBytes, sha, useFiles } from '../setup/files-world.ts'
import { type Answered, type HostileUpload, hostileUploads, sendHostile } from '../setup/hostile-uploads.ts'
import type { Person } from '../setup/world.ts'

const { world, folder, ann, bob, upload, inTables, left, linkOf, get, bytesOf } = await useFiles()

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
    const rest = [...all]
    const wrong: unknown[] = []
    const work = async () => {
      for (let one = rest.shift(); one; one = rest.shift()) {
        const answer = await sendHostile(world.url, ann.token, one)
        if (!isAsItShould(one, answer)) wrong.push([one.name, answer])
      }
    }
    await Promise.all(Array.from({ length: 16 }, work))
    expect(wrong).toEqual([])
    await eventually('nothing is left', async () => {
      const { uploads, files, stored, bytes } = await left()
      return uploads + files + stored + bytes === 0 && (await readdir(join(folder, 'incoming'))).length === 0
    })
  })
})

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
    const before = await left()
    const [one, other, third] = await Promise.all([
      upload(ann, bytes, 'a'),
      upload(bob, bytes, 'b'),
      upload(bob, bytes, 'c'),
    ])
    expect([one?.status, other?.status, third?.status]).toEqual([201, 201, 201])
    const after = await left()
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
    const before = await left()
    const { promise, resolve } = Promise.withResolvers<void>()
    const { one, done } = resume(ann, randomBytes(200_000), 'a', {
      onChunkComplete: () => void one.abort(true).then(resolve),
    })
    one.start()
    await Promise.race([promise, done])
    expect(await left()).toEqual(before)
    expect(await readdir(join(folder, 'incoming'))).toEqual([])
  })
})

test('200 that come at once are all kept, each as it was', async () => {
  const people = await Promise.all(Array.from({ length: 20 }, () => world.person()))
  const all = people.flatMap((person) => Array.from({ length: 10 }, () => ({ person, bytes: randomBytes(50_000) })))
  const sent = await Promise.all(all.map(({ person, bytes }) => upload(person, bytes, 'a')))
  expect(new Set(sent.map(({ status }) => status))).toEqual(new Set([201]))
  const kept = await Promise.all(all.map(({ person }, place) => bytesOf(person, sent[place]?.body.file)))
  expect(kept).toEqual(all.map(({ bytes }) => sha(bytes)))
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
