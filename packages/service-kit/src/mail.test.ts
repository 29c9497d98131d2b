import { type AddressObject, type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from './config.ts'
import { makeLog } from './log.ts'
import { mailConfig, mailFaultOf, openMailer } from './mail.ts'

const log = makeLog('auth', 'silent')
const got: { mail: ParsedMail; to: string[] }[] = []

/** Takes mail from whoever knows the password, with TLS or without. */
const serve = (hasTls: boolean) =>
  new SMTPServer({
    ...(hasTls ? {} : { disabledCommands: ['STARTTLS'] }),
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) =>
      username === 'parley' && password === 'secret' ? done(null, { user: 'parley' }) : done(new Error('no')),
    onData: (stream, { envelope }, done) => {
      void simpleParser(stream).then((mail) => {
        got.push({ mail, to: envelope.rcptTo.map(({ address }) => address) })
        done()
      })
    },
  })

const server = serve(false)
let port = 0
beforeAll(
  () =>
    new Promise<void>((done) => {
      server.listen(0, '127.0.0.1', () => {
        port = (server.server.address() as { port: number }).port
        done()
      })
    }),
)
afterAll(() => new Promise<void>((done) => server.close(done)))

const mailer = (url: string, more = {}) =>
  openMailer(readConfig(mailConfig, { MAIL_URL: url, MAIL_FROM: 'parley@chat.example.org', ...more }), log)
const at = (password: string) => `smtp://parley:${password}@127.0.0.1:${port}`

describe('mail', () => {
  test('comes as it was written, in any script, to one address, and says that nobody is to answer it by itself', async () => {
    using sender = mailer(at('secret'), { MAIL_TLS: 'offered' })
    const text = 'Hello 你好\n\nhttps://chat.example.org/#/reset/abc\n'
    await sender?.send({ to: 'ann@example.org', subject: 'Grüße, 安', text })
    const [{ mail, to } = { mail: undefined, to: [] }] = got.splice(0)
    expect(to).toEqual(['ann@example.org'])
    expect(mail).toMatchObject({ subject: 'Grüße, 安', text, from: { text: 'parley@chat.example.org' } })
    expect((mail?.to as AddressObject | undefined)?.value).toEqual([{ name: '', address: 'ann@example.org' }])
    expect(mail?.headers.get('auto-submitted')).toBe('auto-generated')
  })

  test.each([
    ['a list of addresses', 'ann@example.org, eve@example.org'],
    ['a line break and a header', 'ann@example.org\r\nBcc: eve@example.org'],
    ['a name with an address in it', '"eve@example.org"<ann@example.org>'],
  ])('never goes to a second address: %s', async (_, to) => {
    using sender = mailer(at('secret'), { MAIL_TLS: 'offered' })
    await sender?.send({ to, subject: 'x\r\nBcc: eve@example.org', text: 'x' }).catch(() => {})
    for (const { to, mail } of got.splice(0)) {
      expect(to).toHaveLength(1)
      expect(to).not.toContain('eve@example.org')
      expect(mail.bcc).toBeUndefined()
    }
  })

  test('is not sent, nor a password told, to a server without TLS, unless the operator says so', async () => {
    using sender = mailer(at('secret'))
    await expect(sender?.send({ to: 'ann@example.org', subject: 'x', text: 'x' })).rejects.toThrow()
    expect(got).toEqual([])
  })

  test('is not sent where the server does not take us, or is not there', async () => {
    for (const url of [at('wrong'), 'smtp://127.0.0.1:1']) {
      using sender = mailer(url, { MAIL_TLS: 'offered' })
      const fault = await sender?.send({ to: 'ann@example.org', subject: 'x', text: 'x' }).then(() => {}, mailFaultOf)
      // It is no fault of the mail, and it has not gone.
      expect(fault).toMatchObject({ isForGood: false, isUnsure: false })
    }
    expect(got).toEqual([])
  })

  test('without a server there is no sender', () => {
    expect(openMailer(readConfig(mailConfig, {}), log)).toBeUndefined()
    expect(() => readConfig(mailConfig, { MAIL_URL: 'http://user:hunter2@host' })).toThrow(/^(?!.*hunter2)/)
  })
})
