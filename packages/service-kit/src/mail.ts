/** Sends mail: through the server that the operator names, or into the log where somebody develops. */
import { createTransport } from 'nodemailer'
import { type ConfigOf, oneOf, optional, setting } from './config.ts'
import type { Log } from './log.ts'

const serverForm = 'URL, smtp:// or smtps://, or log:'
const fromForm = 'address'

const serverOf = (text: string): string => {
  if (text === 'log:' || (/^smtps?:\/\//.test(text) && URL.canParse(text))) return text
  throw new Error('must be smtp://user:password@host:587, smtps://user:password@host:465, or log:')
}

const addressOf = (text: string): string => {
  if (/^[^\s@<>"]+@[^\s@<>"]+$/.test(text)) return text
  throw new Error(`must be an address such as parley@chat.example.org, not "${text}"`)
}

/** Of each service that sends mail. */
export const mailConfig = {
  MAIL_URL: optional(
    setting(
      serverForm,
      {
        about:
          'the mail server, smtp://user:password@host:587 or smtps://…; log: writes what would be sent into the log, links included. Without it no mail is sent',
        secret: true,
      },
      serverOf,
    ),
  ),
  MAIL_TLS: oneOf(['required', 'offered'], {
    about: 'whether mail goes to a server without TLS (`offered`), as one beside us may be; smtps:// has it always',
    default: 'required',
  }),
  MAIL_FROM: setting(fromForm, { about: 'whom mail is from', default: 'parley@localhost' }, addressOf),
}

export interface Mail {
  /** One address. */
  readonly to: string
  readonly subject: string
  readonly text: string
  /** The same in HTML. Not given: there is only the text. */
  readonly html?: string
  /** Its number, the same each time that it is sent: so a mailbox may show one of two. */
  readonly id?: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface Mailer extends Disposable {
  /** Resolves when the server has taken it; rejects where it has not. */
  send(mail: Mail): Promise<void>
}

/** What of a fault its sender goes by: nothing that a server has said, as the address may be in that. */
export interface MailFault {
  /** The server takes this mail for this address at no time. */
  readonly isForGood: boolean
  /** It may have been taken: the connection ended before the server could say so. */
  readonly isUnsure: boolean
  readonly code: unknown
  readonly response: unknown
}

interface Reason {
  readonly code?: unknown
  readonly command?: unknown
  readonly responseCode?: number
  /** Of the call that failed, where one did. */
  readonly syscall?: unknown
  readonly timeoutType?: unknown
}

/** Faults of before anything of the mail has left. */
const early: readonly unknown[] = ['EDNS', 'EAUTH', 'ETLS', 'EREQUIRETLS', 'EENVELOPE', 'EMESSAGE']

/** What refuses us, as a password or who mail is from, is no fault of the mail, which can wait for that to be mended. */
export const mailFaultOf = (reason: unknown): MailFault => {
  const { code, command, responseCode: response, syscall, timeoutType } = (reason ?? {}) as Reason
  const isOfMail = command === 'RCPT TO' || command === 'DATA'
  const isEarly =
    response !== undefined ||
    early.includes(code) ||
    syscall === 'connect' ||
    (timeoutType !== undefined && timeoutType !== 'SOCKET_TIMEOUT')
  return { isForGood: isOfMail && (response ?? 0) >= 500, isUnsure: !isEarly, code, response }
}

const connectMs = 10_000
const idleMs = 30_000

/** Undefined where no server is named. */
export const openMailer = (
  { MAIL_URL: url, MAIL_TLS, MAIL_FROM: from }: ConfigOf<typeof mailConfig>,
  log: Log,
): Mailer | undefined => {
  if (url === null) return undefined
  if (url === 'log:')
    return { send: async (mail) => log.info({ mail }, 'a mail that is not sent'), [Symbol.dispose]: () => {} }
  const transport = createTransport({
    url,
    requireTLS: MAIL_TLS === 'required' && url.startsWith('smtp:'),
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    socketTimeout: idleMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const domain = from.slice(from.lastIndexOf('@') + 1)
  return {
    // The address as an object is taken as it is, and never read as a list of addresses.
    send: async ({ to, subject, text, html, id, headers }) => {
      await transport.sendMail({
        ...{ from, to: { name: '', address: to }, subject, text, ...(html === undefined ? {} : { html }) },
        ...(id === undefined ? {} : { messageId: `<${id}@${domain}>` }),
        headers: { 'Auto-Submitted': 'auto-generated', ...headers },
      })
    },
    [Symbol.dispose]: () => transport.close(),
  }
}
