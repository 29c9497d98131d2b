/** Images, what is heard or seen, and pictures of rooms, spaces, emoji, stickers and people. */
import { randomBytes } from 'node:crypto'
import { uuid7 } from '@parley/client'
import { bankOf } from '@parley/client/spaces'
import { deploymentBank } from '@parley/protocol'
import { openAdmin } from '@parley/service-kit/testing'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { picture, sha, useFiles } from '../setup/files-world.ts'
import { mp3, mp4, wav } from '../setup/media.ts'
import { enter, until } from '../setup/sdk.ts'
import type { Person } from '../setup/world.ts'

const { world, ann, bob, upload, inTables, linkOf, get, bytesOf, roomOf } = await useFiles()

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
