/** What an operator does about files: checks, a scanner for viruses, a store that speaks S3. */
import { randomBytes } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { testVirus } from '@parley/backing'
import { files, moveFiles, openKept, type Place, storeConfig } from '@parley/files'
import { makeLog, openToMend, readConfig, startService } from '@parley/service-kit'
import { afterAll, expect, test } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { mostBytes, named, picture, sha, useFiles } from '../setup/files-world.ts'
import { startOwnS3, startScanner } from '../setup/servers-of-files.ts'
import type { Person } from '../setup/world.ts'

const { world, folder, ann, bob, upload, inTables, linkOf, get, roomOf, sendFiles, parley, keptNames } =
  await useFiles()

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
    const usedBy = async () =>
      (await inTables(`select coalesce(sum(bytes), 0)::int as bytes from usage where owner = '${bob.user}'`)).bytes
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

test.skipIf(!s3)('each file lies where the tables say that it does, at every moment of a move', async () => {
  for (let place = 0; place < 3; place++) await upload(ann, randomBytes(1_000), 'a')
  const config = readConfig(storeConfig, { ...world.env('files'), ...s3?.settings })
  await using kept = await openKept(config, makeLog('files', 'silent'))
  await using mended = await openToMend(world.environment.adminUrl, 'files')
  const placeOf = async (name: string) =>
    (await inTables(`select place from stored where name = '${name}' and content is not null`))?.place
  const removed: unknown[] = []
  const remove = async (names: readonly string[]) => {
    for (const name of names) removed.push(await placeOf(name))
    await kept.at('folder').remove(names)
  }
  const at = (place: Place) => (place === 'folder' ? { ...kept.at(place), remove } : kept.at(place))
  const { files: moved } = await moveFiles({ db: mended.db, kept: { ...kept, at } })
  expect([moved > 2, new Set(removed)]).toEqual([true, new Set(['s3'])])
})

test.skipIf(!s3)(
  'bytes go straight to a store that speaks S3, where that is set, and nothing gets past a limit by it',
  async () => {
    const settings = { ...s3?.settings, S3_PUBLIC_URL: s3?.url ?? '', S3_DIRECT_UPLOADS: 'true' }
    await using other = await startService(files, { ...world.env('files'), ...settings })
    const [zoe, yan] = await Promise.all([world.person('Zoe'), world.person('Yan')])
    const at = `http://127.0.0.1:${other.port}/files/direct`
    const post = async ({ token }: Person, path: string, body?: object) => {
      const answer = await fetch(`${at}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        ...(body && { body: JSON.stringify(body) }),
      })
      return { status: answer.status, ...(await answer.json()) }
    }
    const put = (to: string, bytes: Uint8Array) => fetch(to, { method: 'PUT', body: new Uint8Array(bytes) })
    const left = (person: Person) =>
      inTables(`select (select count(*)::int from upload where owner = '${person.user}') as uploads,
        (select coalesce(sum(bytes), 0)::int from usage where owner = '${person.user}') as bytes`)

    const name = 'غروب 👩🏽‍❤️‍💋‍👨🏿.png'
    const image = await picture(300, 200).png().toBuffer()
    const begun = await post(zoe, '', { name, bytes: image.length })
    expect(begun).toMatchObject({ status: 201, put: expect.stringContaining(s3?.url ?? '') })
    expect(await post(zoe, `/${begun.file}`)).toMatchObject({ status: 409, error: { name: 'UPLOAD_OFFSET' } })
    for (const wrong of [image.subarray(1), Buffer.concat([image, Buffer.alloc(1)])])
      expect((await put(begun.put, wrong)).status, `${wrong.length}`).toBe(403)
    expect((await put(begun.put.replace(begun.file, crypto.randomUUID()), image)).status).toBe(403)
    expect((await put(begun.put, image)).status).toBe(200)
    expect(await post(yan, `/${begun.file}`)).toMatchObject({ status: 404, error: { name: 'UPLOAD_NOT_FOUND' } })
    const [one, two] = await Promise.all([post(zoe, `/${begun.file}`), post(zoe, `/${begun.file}`)])
    const facts = { status: 201, file: begun.file, name, type: 'image/png', width: 300, height: 200 }
    for (const told of [one, two, await post(zoe, `/${begun.file}`)]) expect(told).toMatchObject(facts)
    // Nobody changes what was judged.
    const link = (await linkOf(zoe, begun.file))?.whole
    const served = async () => {
      const [status, address] = await getAt(other.port, link)
      expect(status).toBe(302)
      return sha(new Uint8Array(await (await fetch(address ?? '')).arrayBuffer()))
    }
    const before = await served()
    await put(begun.put, Buffer.alloc(image.length, 1))
    expect(await served()).toBe(before)

    const errorOf = async (body: object) => (await post(zoe, '', body)).error
    expect(await errorOf({ name: 'a', bytes: mostBytes + 1 })).toMatchObject({ name: 'FILE_TOO_LARGE' })
    expect(await errorOf({ name: 'a', bytes: 0 })).toMatchObject({ name: 'FILE_EMPTY' })
    expect(await errorOf({ name: '../a', bytes: 1 })).toMatchObject({ name: 'FILE_NAME_REFUSED' })
    for (const body of [{ name: 'a' }, { name: 1, bytes: 1 }, { name: 'a', bytes: 1.5 }, { name: 'a', bytes: -1 }])
      expect(await errorOf(body), JSON.stringify(body)).toMatchObject({ name: 'UPLOAD_MALFORMED' })
    const full = await Promise.all(
      Array.from({ length: 15 }, (_, place) => post(yan, '', { name: `${place}`, bytes: mostBytes })),
    )
    expect(full.filter(({ status }) => status === 201)).toHaveLength(10)
    for (const { status, error } of full) if (status !== 201) expect(error).toMatchObject({ name: 'FILES_FULL' })
    for (const { file } of full) if (file) await world.post('file.remove', { file }, yan.token)
    expect(await left(yan)).toEqual({ uploads: 0, bytes: 0 })

    const noImage = Buffer.concat([image.subarray(0, 200), randomBytes(100)])
    const broken = await post(zoe, '', { name: 'a.png', bytes: noImage.length })
    await put(broken.put, noImage)
    expect((await post(zoe, `/${broken.file}`)).status).toBe(422)
    expect(await left(zoe)).toEqual({ uploads: 0, bytes: image.length })
    expect((await parley(['check', 'files'], { ...s3?.settings })).stdout).not.toMatch(/files\/(lost|strays) +[1-9]/)
    await s3?.kill()
    const away = await post(zoe, `/${(await post(zoe, '', { name: 'a', bytes: 1 })).file}`)
    expect(away).toMatchObject({ status: 503, error: { name: 'UNAVAILABLE' } })
    await s3?.start()
  },
)
