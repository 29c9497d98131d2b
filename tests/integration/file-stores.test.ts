/** What every store of files does: the folder, and one that speaks S3. */
import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { openFolder } from '@parley/files/stores/folder'
import { openS3, type S3Address } from '@parley/files/stores/s3'
import type { Store } from '@parley/files/stores/store'
import { makeLog } from '@parley/service-kit'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { startOwnS3 } from '../setup/servers-of-files.ts'

const folder = await mkdtemp(join(tmpdir(), 'parley-stores-'))
const s3 = await startOwnS3()
const log = makeLog('files', 'silent')

const address = (more: Partial<S3Address> = {}): S3Address => {
  const { url = '', bucket = '', accessKey = '', secretKey = '' } = s3 ?? {}
  return { url, publicUrl: url, bucket, region: 'us-east-1', accessKey, secretKey, ...more }
}

afterAll(async () => {
  await s3?.[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const nameOf = (bytes: Uint8Array): string => `${sha(bytes)}-${randomBytes(16).toString('hex')}.bin`

const written = async (bytes: Uint8Array): Promise<string> => {
  const path = join(folder, randomBytes(8).toString('hex'))
  await writeFile(path, bytes)
  return path
}

const namesIn = async (store: Store): Promise<string[]> => {
  const names: string[] = []
  for await (const name of store.list()) names.push(name)
  return names.sort()
}

const readAll = async (found: Readable | undefined): Promise<string | undefined> => found && sha(await buffer(found))

const contract = (open: () => Promise<Store>) => {
  let store: Store
  const opened = async () => (store ??= await open())
  afterEach(async () => {
    await store.remove(await namesIn(store))
  })

  test('takes a file away from where it lay, and gives it back, whole and in parts', async () => {
    const it = await opened()
    const bytes = randomBytes(50_000)
    const [name, path] = [nameOf(bytes), await written(bytes)]
    await it.take(name, path)
    expect(await readdir(folder)).not.toContain(path.split('/').at(-1))
    expect(await it.size(name)).toBe(50_000)
    expect(await readAll(await it.read(name))).toBe(sha(bytes))
    for (const [first, last] of [
      [0, 1],
      [25_000, 25_000],
      [49_990, 49_999],
    ] as const)
      expect(await readAll(await it.read(name, { first, last }))).toBe(sha(bytes.subarray(first, last + 1)))
  })

  test('puts away what comes, however large, and an empty one', async () => {
    const it = await opened()
    const bytes = randomBytes(17 * 1_048_576 + 1)
    const name = nameOf(bytes)
    await it.put(
      name,
      Readable.from([bytes.subarray(0, 100), bytes.subarray(100, 9_000_000), bytes.subarray(9_000_000)]),
    )
    expect(await it.size(name)).toBe(bytes.length)
    expect(await readAll(await it.read(name))).toBe(sha(bytes))
    expect(await readAll(await it.read(name, { first: 8_388_600, last: 8_388_620 }))).toBe(
      sha(bytes.subarray(8_388_600, 8_388_621)),
    )
    const none = nameOf(Buffer.alloc(0))
    await it.put(none, Readable.from([]))
    expect(await it.size(none)).toBe(0)
  })

  test('keeps nothing of what breaks off', async () => {
    const it = await opened()
    const name = nameOf(randomBytes(8))
    const breaks = async function* () {
      yield randomBytes(10 * 1_048_576)
      throw new Error('the disk is gone')
    }
    await expect(it.put(name, Readable.from(breaks()))).rejects.toThrow()
    expect(await it.size(name)).toBeUndefined()
    expect(await namesIn(it)).toEqual([])
  })

  test('has nothing under a name that nobody put there, and lists and removes those that somebody did', async () => {
    const it = await opened()
    const names = Array.from({ length: 7 }, () => nameOf(randomBytes(8))).sort()
    for (const name of names) await it.take(name, await written(Buffer.from(name)))
    expect(await namesIn(it)).toEqual(names)
    const [gone = '', ...kept] = names
    await it.remove([gone, nameOf(randomBytes(8))])
    expect([await it.read(gone), await it.size(gone)]).toEqual([undefined, undefined])
    expect(await namesIn(it)).toEqual(kept)
    await it.remove([gone])
  })
}

describe('a folder', () => contract(() => openFolder(join(folder, 'kept'))))

describe.skipIf(!s3)('a store that speaks S3', () => {
  contract(async () => openS3(address(), log, 3))

  test('lets nobody in by another key', async () => {
    using other = openS3(address({ secretKey: 'another' }), log)
    const works = [() => other.size('a'), () => other.put('a', Readable.from(['a'])), () => other.remove(['a'])]
    for (const work of works) await expect(work()).rejects.toThrow('UNAVAILABLE')
  })

  test('gives an address by which anybody has one file, and no other', async () => {
    using it = openS3(address(), log)
    const bytes = randomBytes(1_000)
    const name = nameOf(bytes)
    await it.take(name, await written(bytes))
    const told = { type: 'video/mp4', disposition: `attachment; filename*=UTF-8''%D9%85.mp4`, seconds: 60 }
    const link = (await it.link?.(name, told)) ?? ''
    const answer = await fetch(link, { headers: { range: 'bytes=0-1' } })
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('content-disposition')]).toEqual([
      206,
      told.type,
      told.disposition,
    ])
    expect((await answer.arrayBuffer()).byteLength).toBe(2)
    for (const bad of [link.replace('X-Amz-Expires=60', 'X-Amz-Expires=600'), link.replace(name, nameOf(bytes))])
      expect((await fetch(bad)).status).toBe(403)
  })

  test('that is away is told as UNAVAILABLE, and is used again when it is back', async () => {
    using it = openS3(address(), log)
    await s3?.stop()
    await expect(it.size('a')).rejects.toThrow('UNAVAILABLE')
    await s3?.start()
    expect(await it.size('a')).toBeUndefined()
  })
})
