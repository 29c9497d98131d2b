/** E-mail of accounts, on real servers: what is sent comes to a mail server. */
import { randomUUID } from 'node:crypto'
import { askOwner } from '@parley/service-kit'
import { type Headers, simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import { afterAll, describe, expect, test } from 'vitest'
import { password, useAuth } from './running-auth.ts'

interface Got {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly id: string
  readonly headers: Headers
}

const got: Got[] = []
let isAway = false
/** Addresses that the server refuses for good. */
const refused = new Set<string>()
/** Once it has taken a mail it says nothing more. */
let isCut = false
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onMailFrom: (_address, _session, done) => done(isAway ? new Error('later') : null),
  onRcptTo: ({ address }, _session, done) =>
    done(refused.has(address) ? Object.assign(new Error('no such mailbox'), { responseCode: 550 }) : null),
  onData: (stream, { envelope, id: session }, done) => {
    void simpleParser(stream).then(({ subject = '', text = '', html, messageId: id = '', headers }) => {
      const to = envelope.rcptTo.map(({ address }) => address.toLowerCase()).join()
      got.push({ to, subject, text, html: html || '', id, headers })
      if (isCut) for (const one of server.connections) one.id === session && one.close()
      else done()
    })
  },
})
await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()))
afterAll(() => new Promise<void>((done) => server.close(done)))
const { port } = server.server.address() as { port: number }

const { ok, error, sql, signUp, lines, metricsPort, bus } = await useAuth({
  MAIL_URL: `smtp://127.0.0.1:${port}`,
  MAIL_TLS: 'offered',
  METRICS_PORT: '0',
  PUBLIC_URL: 'https://chat.example.org',
})

/** The next mail to somebody; waits for it. */
const mailTo = async (to: string, subject: RegExp): Promise<Got> => {
  const place = () => got.findIndex((mail) => mail.to === to.toLowerCase() && subject.test(mail.subject))
  await expect.poll(place, { timeout: 20_000 }).toBeGreaterThanOrEqual(0)
  return got.splice(place(), 1)[0] as Got
}
const tokenIn = ({ text }: Got, kind: string): string =>
  new RegExp(`https://chat.example.org/#/${kind}/([\\w-]{44})\\s`).exec(text)?.[1] ?? 'no link'
const linkTo = async (to: string, kind: 'verify' | 'reset') =>
  tokenIn(await mailTo(to, kind === 'verify' ? /your e-mail address/ : /^Another password/), kind)

const withEmail = async (username: string, email: string) => {
  const { user } = await signUp(username)
  await ok('email.change', { email, password }, { user })
  await ok('email.verify', { token: await linkTo(email, 'verify') })
  return user
}
/** Until whatever was asked for by now is sent, or is not to be. */
const untilSent = () =>
  expect.poll(() => sql('select from mail where due_at is not null'), { timeout: 20_000 }).toEqual([])

const logIn = (username: string, typed: string) => ok('session.create', { username, password: typed })
const fresh = 'a fresh battery staple'

describe('an e-mail address', () => {
  test('is that of an account once its link is followed, also twice; the one before is told of the next', async () => {
    const { user } = await signUp('ann')
    expect(await ok('email.get', {}, { user })).toEqual({ available: true })
    await ok('email.change', { email: 'Ann@Example.org', password }, { user })
    expect(await ok('email.get', {}, { user })).toEqual({ available: true })
    const token = await linkTo('Ann@Example.org', 'verify')
    for (const _ of [1, 2]) await ok('email.verify', { token })
    expect(await ok('email.get', {}, { user })).toEqual({ email: 'Ann@Example.org', available: true })
    await ok('email.change', { email: 'ada@example.org', password }, { user })
    await ok('email.verify', { token: await linkTo('ada@example.org', 'verify') })
    expect((await mailTo('Ann@Example.org', /another e-mail address/)).text).not.toContain('ada@')
    expect(await error('email.verify', { token })).toMatchObject({ name: 'LINK_INVALID' })
    await ok('email.remove', { password }, { user })
    await mailTo('ada@example.org', /no e-mail address/)
    expect(await ok('email.get', {}, { user })).toEqual({ available: true })
  })

  test('is of one account: that shows to who has the mailbox, and to nobody else', async () => {
    await withEmail('bea', 'bea@example.org')
    const { user } = await signUp('bob')
    await ok('email.change', { email: 'BEA@example.org', password }, { user })
    const token = await linkTo('BEA@example.org', 'verify')
    expect(await error('email.verify', { token })).toMatchObject({ code: 1152 })
    expect(await ok('email.get', {}, { user })).toEqual({ available: true })
  })

  test('is not changed without the password, nor sent more links than there may be', async () => {
    const { user } = await signUp('cid')
    const change = (email: string, typed = password) => error('email.change', { email, password: typed }, { user })
    expect(await change('cid@example.org', 'not the password')).toMatchObject({ name: 'LOGIN_FAILED' })
    for (const place of [1, 2, 3, 4, 5])
      await ok('email.change', { email: `cid${place}@example.org`, password }, { user })
    expect(await change('cid6@example.org')).toMatchObject({ name: 'TOO_MANY_ATTEMPTS', limit: 'MAILS_PER_ACCOUNT' })
    const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()
    expect(metrics).toMatch(/limits_met_total\{.*MAILS_PER_ACCOUNT.*\} 1/)
  })

  test.each([
    'a@b',
    'ann@example.org, eve@example.org',
    'ann@example.org\r\nBcc: eve@example.org',
    '"ann"@example.org',
    'ann@[127.0.0.1]',
    'ann@exämple.org',
  ])('is not %j', async (email) => {
    const { checkInput } = await import('@parley/protocol')
    expect(() => checkInput('email.change', { email, password })).toThrow()
  })
})

describe('a forgotten password', () => {
  test('is another by a link, once: all sessions are ended, the owner is told, and who lost the answer gets it again', async () => {
    const user = await withEmail('dee', 'dee@example.org')
    const { session } = await logIn('dee', password)
    await ok('password.forget', { account: 'DEE@example.org' })
    const token = await linkTo('dee@example.org', 'reset')
    expect(await error('password.reset', { token, new_password: 'dee12345' })).toMatchObject({ name: 'PASSWORD_WEAK' })
    expect((await ok('password.reset', { token, new_password: fresh })).ended).toBeGreaterThan(0)
    expect(await ok('password.reset', { token, new_password: fresh })).toEqual({ ended: 0 })
    expect(await error('password.reset', { token, new_password: 'yet another battery' })).toMatchObject({ code: 1151 })
    expect(await sql('select from session where id = $1 and ended_at is null', [session])).toEqual([])
    await mailTo('dee@example.org', /Your password is another one/)
    expect((await logIn('dee', fresh)).user).toBe(user)
    expect(await error('session.create', { username: 'dee', password })).toMatchObject({ name: 'LOGIN_FAILED' })
  })

  test('is another for one of two who follow the link at the same moment', async () => {
    await withEmail('eve', 'eve@example.org')
    await ok('password.forget', { account: 'eve' })
    const token = await linkTo('eve@example.org', 'reset')
    const both = ['one battery staple', 'two battery staple'].map((new_password) =>
      ok('password.reset', { token, new_password }).then(
        () => new_password,
        () => undefined,
      ),
    )
    const [done, ...more] = (await Promise.all(both)).flatMap((typed) => typed ?? [])
    expect(more).toEqual([])
    await logIn('eve', done ?? '')
  })

  test('has no link any more where the password was changed, the address is another, or an hour has passed', async () => {
    const user = await withEmail('fay', 'fay@example.org')
    const reset = async () => {
      await sql(`update mail set made_at = made_at - interval '1 hour' where kind = 'reset'`)
      await ok('password.forget', { account: 'fay' })
      return linkTo('fay@example.org', 'reset')
    }
    const changed = await reset()
    const { session } = await logIn('fay', password)
    await ok('password.change', { password, new_password: fresh }, { user, session })
    const late = await reset()
    await sql(`update mail_link set expires_at = now() where kind = 'reset'`)
    const moved = await reset()
    await ok('email.remove', { password: fresh }, { user })
    for (const token of [changed, late, moved, 'nobody-made-this'])
      expect(await error('password.reset', { token, new_password: 'yet another battery' })).toMatchObject({
        code: 1151,
      })
    await logIn('fay', fresh)
  })

  test('is asked for with one answer and one row whoever is meant, and brings one mail in a while', async () => {
    await withEmail('gus', 'gus@example.org')
    await signUp('hal')
    await untilSent()
    // What is for nobody is gone as soon as it is looked at: rows are counted by their numbers.
    const lastId = async () => (await sql('select last_value::int as last from mail_id_seq'))[0]?.last ?? 0
    const before = await lastId()
    const asked = ['gus', 'gus@example.org', 'hal', 'nobody', 'nobody@example.org', '', "'; drop table mail; --"]
    for (const account of asked) expect(await ok('password.forget', { account })).toEqual({})
    expect((await lastId()) - before).toBe(asked.length)
    await linkTo('gus@example.org', 'reset')
    await untilSent()
    expect(got.filter(({ to }) => to === 'gus@example.org')).toEqual([])
  })
})

test('mail that the server does not take now is sent when it does', async () => {
  await withEmail('ida', 'ida@example.org')
  isAway = true
  await ok('password.forget', { account: 'ida' })
  await expect
    .poll(() => sql('select from mail where tries > 0 and due_at is not null'), { timeout: 20_000 })
    .toHaveLength(1)
  isAway = false
  await sql('update mail set due_at = now() where due_at is not null')
  await linkTo('ida@example.org', 'reset')
})

describe('a letter that another service sends', () => {
  const letter = {
    subject: '2 unread notifications',
    text: 'You were away',
    html: '<p>You were <b>away</b></p>',
    unsubscribe: 'https://chat.example.org/notify/mail/x',
  }
  const post = async (user: string, id: string = randomUUID()) =>
    (await askOwner(bus, 'auth', 'mail', { user, id, ...letter })).outcome
  const lettersTo = (to: string) => got.filter((mail) => mail.to === to && mail.subject === letter.subject)
  const restrict = (user: string, kind: string) =>
    sql(`insert into restriction (account, kind, reason) values ($1, $2, 'x')`, [user, kind])

  test('comes as text and as HTML, to the address of now, with what ends such letters at a click', async () => {
    const user = await withEmail('jan', 'jan@example.org')
    const id = randomUUID()
    expect(await post(user, id)).toBe('sent')
    const [mail] = lettersTo('jan@example.org')
    const { subject, text, html, unsubscribe: url } = letter
    expect(mail).toMatchObject({ subject, text, html, id: `<${id}@localhost>` })
    expect(mail?.headers.get('list')).toMatchObject({ unsubscribe: { url } })
    expect(mail?.headers.get('list')).toMatchObject({ 'unsubscribe-post': { name: 'List-Unsubscribe=One-Click' } })
    await ok('email.change', { email: 'jane@example.org', password }, { user })
    await ok('email.verify', { token: await linkTo('jane@example.org', 'verify') })
    expect(await post(user)).toBe('sent')
    expect([lettersTo('jan@example.org').length, lettersTo('jane@example.org').length]).toEqual([1, 1])
  })

  test('is sent once, whoever asks for it how often and when', async () => {
    const [user, id] = [await withEmail('kai', 'kai@example.org'), randomUUID()]
    const outcomes = await Promise.all([1, 2, 3].map(() => post(user, id)))
    expect(outcomes).toContain('sent')
    await sql('update letter set claimed_until = now() where id = $1', [id])
    expect(await post(user, id)).toBe('sent')
    expect(lettersTo('kai@example.org')).toHaveLength(1)
  })

  test('of which nobody knows whether it was taken is sent once more, as the same mail, and no more', async () => {
    const [user, id] = [await withEmail('lea', 'lea@example.org'), randomUUID()]
    isCut = true
    expect(await post(user, id)).toBe('later')
    // A process that ends in the middle says nothing of it.
    await sql(`update letter set claimed_until = now() + interval '1 minute' where id = $1`, [id])
    expect(await post(user, id)).toBe('later')
    await sql(`update letter set claimed_until = now() where id = $1`, [id])
    expect(await post(user, id)).toBe('later')
    isCut = false
    expect(await post(user, id)).toBe('sent')
    expect(lettersTo('lea@example.org').map((mail) => mail.id)).toEqual([1, 2].map(() => `<${id}@localhost>`))
  })

  test('that the server does not take now may be asked for again, as often as it takes', async () => {
    const [user, id] = [await withEmail('max', 'max@example.org'), randomUUID()]
    isAway = true
    for (const _ of [1, 2, 3, 4]) expect(await post(user, id)).toBe('later')
    isAway = false
    expect(await post(user, id)).toBe('sent')
    expect(lettersTo('max@example.org')).toHaveLength(1)
  })

  test('that the server refuses for good is over, and its address rests until it is another one', async () => {
    const [user, id] = [await withEmail('ned', 'ned@example.org'), randomUUID()]
    refused.add('ned@example.org')
    expect([await post(user, id), await post(user, id), await post(user)]).toEqual(['refused', 'refused', 'nobody'])
    await ok('email.change', { email: 'ned2@example.org', password }, { user })
    await ok('email.verify', { token: await linkTo('ned2@example.org', 'verify') })
    expect(await post(user)).toBe('sent')
  })

  test('goes to nobody without an address, nor to who is suspended, banned, or about to be gone', async () => {
    const { user: without } = await signUp('ora')
    expect([await post(without), await post(randomUUID())]).toEqual(['nobody', 'nobody'])
    for (const [place, kind] of ['suspended', 'banned', 'locked', 'pending'].entries()) {
      const user = await withEmail(`pia${place}`, `pia${place}@example.org`)
      await restrict(user, kind)
      expect(await post(user)).toBe('nobody')
    }
    const user = await withEmail('quy', 'quy@example.org')
    await sql(`insert into closing (account, messages, due_at) values ($1, 'remove', now() + interval '1 day')`, [user])
    expect(await post(user)).toBe('nobody')
    await sql('delete from closing where account = $1', [user])
    expect(await post(user)).toBe('sent')
    expect(lettersTo('quy@example.org')).toHaveLength(1)
  })
})

test('no address and no link stands in the log', () => {
  const log = lines.join()
  expect(log).toContain('password-reset')
  expect(log).not.toMatch(/example\.org|#\/(reset|verify)\//)
})
