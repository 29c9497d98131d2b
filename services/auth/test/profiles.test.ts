/** What people tell of themselves, on real servers. */
import { randomUUID } from 'node:crypto'
import { answerQuestion, askOwner } from '@parley/service-kit'
import { type Attached, portraitKeys } from '@parley/wire'
import { describe, expect, test } from 'vitest'
import { useAuth } from './running-auth.ts'

const { ok, error, sql, signUp, bus, standing } = await useAuth()

const told = (user: string) => sql(`select ev, body from event where stream = $1 order by seq`, [user])
const nobody = '00000000-0000-4000-8000-000000000000'

describe('a profile', () => {
  const links = [
    { url: 'https://ada.example/näher?x=1'.replace('ä', '%C3%A4'), label: 'Notes' },
    { url: 'http://b.example' },
  ]

  test('is there for everybody once it is written; a member that is left out stays, an empty one is gone', async () => {
    const [{ user }, other] = [await signUp('ada', 'Ada'), await signUp('bob', 'Bob')]
    expect(await ok('profile.get', { user }, { user: other.user })).toEqual({ user, name: 'Ada' })
    await ok('profile.change', { pronouns: 'she', colour: '#aabbcc', bio: 'Numbers.\nAnd more', links }, { user })
    const first = {
      user,
      name: 'Ada',
      profile: 1,
      pronouns: 'she',
      colour: '#aabbcc',
      bio: 'Numbers.\nAnd more',
      links,
    }
    expect(await ok('profile.get', { user }, { user: other.user })).toEqual(first)
    await ok('profile.change', { bio: '', links: [] }, { user })
    expect(await ok('profile.get', { user }, { user: other.user })).toEqual({
      ...{ user, name: 'Ada', profile: 2, pronouns: 'she', colour: '#aabbcc' },
    })
  })

  test('is told to the other services by its number, with the name; what is as it was is told to nobody', async () => {
    const { user } = await signUp('cid', 'Cid')
    await ok('profile.change', { bio: 'Hello' }, { user })
    await ok('profile.change', { bio: ' Hello ' }, { user })
    await ok('account.change', { name: 'Cyd' }, { user })
    expect((await told(user)).map(({ body }) => body)).toEqual([
      { user, name: 'Cid' },
      { user, name: 'Cid', profile: 1 },
      { user, name: 'Cyd', profile: 1 },
    ])
    expect(await ok('user.get', { users: [user] })).toEqual({ users: [{ user, name: 'Cyd', profile: 1 }] })
  })

  test('that two devices change at once has what each of them changed, and was told twice', async () => {
    const { user } = await signUp('dee', 'Dee')
    await Promise.all([
      ok('profile.change', { pronouns: 'they' }, { user }),
      ok('profile.change', { bio: 'Here' }, { user }),
    ])
    expect(await ok('profile.get', { user }, { user })).toMatchObject({ profile: 2, pronouns: 'they', bio: 'Here' })
    expect(await told(user)).toHaveLength(3)
  })

  test.each([
    ['a script for a link', { links: [{ url: 'javascript:alert(1)' }] }],
    ['a password in a link', { links: [{ url: 'https://ann:secret@a.example' }] }],
    ['a link with letters that look like others', { links: [{ url: 'https://раураl.example' }] }],
    ['six links', { links: Array.from({ length: 6 }, () => ({ url: 'https://a.example' })) }],
    ['a colour that is a style', { colour: 'red;}' }],
    ['pronouns of two lines', { pronouns: 'a\nb' }],
    ['pronouns that turn the text', { pronouns: '\u202eeh' }],
    ['NUL', { bio: 'a\u0000b' }],
    ['half of a character', { bio: '\ud800' }],
    ['more than there is room for', { bio: 'x'.repeat(501) }],
  ])('does not take %s', async (_, input) => {
    const { checkInput } = await import('@parley/protocol')
    expect(() => checkInput('profile.change', input)).toThrow(expect.objectContaining({ message: expect.anything() }))
  })

  test('of nobody is not found, and nobody changes one whose account is gone', async () => {
    expect(await error('profile.get', { user: nobody }, { user: nobody })).toMatchObject({ code: 1150 })
    expect(await error('profile.change', { bio: 'x' }, { user: nobody })).toMatchObject({ name: 'SESSION_ENDED' })
  })

  test('has pictures, which the service of files is asked about, and the latest is told to the others', async () => {
    const [{ user }, other] = [await signUp('fay', 'Fay'), await signUp('gus', 'Gus')]
    const [picture, banner] = [randomUUID(), randomUUID()]
    const asked: unknown[] = []
    let answer: Attached = { files: [{ type: 'image/png', width: 9 }] }
    const files = answerQuestion(bus, 'files', 'attach', async (question) => {
      asked.push(question)
      return answer
    })
    await bus.flush()
    expect(await ok('profile.change', { picture, banner }, { user })).toMatchObject({ profile: 1, picture, banner })
    expect(asked).toMatchObject([
      { user, room: user, message: portraitKeys.picture, files: [picture] },
      { user, room: user, message: portraitKeys.banner, files: [banner] },
    ])
    expect((await told(user)).at(-1)?.body).toEqual({ user, name: 'Fay', profile: 1, picture })
    const worn = () => askOwner(bus, 'auth', 'worn', [{ user: other.user, of: user }])
    expect(await worn()).toEqual([[picture, banner]])
    standing.blocked.add(`${user} ${other.user}`)
    expect(await worn()).toEqual([[]])
    const references = [picture, banner].map((file) => ({ room: user, message: portraitKeys.picture, file }))
    expect(await askOwner(bus, 'auth', 'wears', references)).toEqual([true, null])
    for (const [said, name] of [
      [{}, 'FILE_NOT_FOUND'],
      [{ waits: true }, 'FILE_WAITS'],
      [{ files: [{ type: 'video/mp4', width: 9 }] }, 'BAD_INPUT'],
    ] as const) {
      answer = said
      expect(await error('profile.change', { picture: banner }, { user })).toMatchObject({ name })
    }
    expect(await ok('profile.change', { picture: '' }, { user })).toEqual({ user, name: 'Fay', profile: 2, banner })
    expect((await told(user)).at(-1)?.body).toEqual({ user, name: 'Fay', profile: 2 })
    files[Symbol.dispose]()
  })

  test('in every script, with emoji of many signs, comes back as it was written', async () => {
    const { user } = await signUp('eve', 'Eve')
    for (const bio of ['مرحبا بالعالم', '你好，世界', 'สวัสดีชาวโลก', '👩🏽‍❤️‍💋‍👩🏻🏴󠁧󠁢󠁳󠁣󠁴󠁿']) {
      await ok('profile.change', { bio }, { user })
      expect((await ok('profile.get', { user }, { user })).bio).toBe(bio)
    }
  })
})
