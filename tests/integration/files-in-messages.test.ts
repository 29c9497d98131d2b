/** Files as parts of messages, whoever sees these, and as the SDK sends them. */
import { randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { uuid7 } from '@parley/client'
import { captionOf, filesOf, type KeptUpload, type Upload as SdkUpload, type UploadStore } from '@parley/client/files'
import { describe, expect, test } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { mostBytes, sha, useFiles } from '../setup/files-world.ts'
import { connect, enter, roomOf as openedRoom, until } from '../setup/sdk.ts'
import type { Person } from '../setup/world.ts'

const { world, folder, ann, bob, upload, inTables, linkOf, get, bytesOf, roomOf, sendFiles } = await useFiles()

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
