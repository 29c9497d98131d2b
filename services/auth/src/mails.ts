/**
 * Mail about accounts. Whoever asks waits for a row in a table and no longer; it is sent from there, by any process, with a link that is
 * made then. One that ended in between leaves a mail that is sent once more.
 */
import { coalesce, type Mail, mailFaultOf, originText } from '@parley/service-kit'
import type { Auth } from './context.ts'
import { hashOfToken, newRefreshToken } from './sessions.ts'
import { insertLink, type LinkKind } from './store/email.ts'
import { claimMail, dropMail, type MailKind, noteSent, putOffMail, type QueuedMail } from './store/mail.ts'

/** A link is good for so long. */
const linkSeconds: Readonly<Record<LinkKind, number>> = { verify: 86_400, reset: 3_600 }
/** Who asks for a link once more gets none, so long: what they got is good still. */
export const resetPauseSeconds = 600

const atOnce = 10
const claimedSeconds = 120
/** What could not be sent by then is not sent. */
const longestSeconds = 43_200

export type MailMeans = Pick<Auth, 'db' | 'log' | 'mailer' | 'config'>
type Means = MailMeans

const here = ({ config: { PUBLIC_URL } }: Means): string => (PUBLIC_URL ? originText(PUBLIC_URL) : '')

const ends: Readonly<Record<LinkKind, string>> = {
  verify: 'It is good for a day. If you did not ask for it, do nothing.',
  reset:
    'It is good once, for an hour. All devices are logged out when you have used it. If you did not ask for it, do nothing: nobody gets in by this.',
}

const told: Readonly<Record<Exclude<MailKind, LinkKind>, Omit<Mail, 'to'>>> = {
  moved: {
    subject: 'Your account has another e-mail address',
    text: 'Your Parley account has another e-mail address from now on, and no mail comes here any more.\n\nIf that was not you, change your password, and ask whoever runs the server.\n',
  },
  removed: {
    subject: 'Your account has no e-mail address any more',
    text: 'This address was taken from your Parley account.\n\nIf that was not you, change your password, and ask whoever runs the server.\n',
  },
  password: {
    subject: 'Your password is another one',
    text: 'The password of your Parley account was changed by a link that was sent to this address.\n\nIf that was not you, ask whoever runs the server.\n',
  },
}

const begins: Readonly<Record<LinkKind, Omit<Mail, 'to'>>> = {
  verify: {
    subject: 'Is this your e-mail address?',
    text: 'With this link this is the e-mail address of your Parley account:',
  },
  reset: { subject: 'Another password', text: 'With this link you give your Parley account another password:' },
}

const isLink = (kind: MailKind): kind is LinkKind => kind in linkSeconds

const textOf = async (means: Means, { kind, address, account }: QueuedMail & { account: string }): Promise<Mail> => {
  if (!isLink(kind)) return { to: address, ...told[kind] }
  const token = newRefreshToken()
  await insertLink(means.db, hashOfToken(token), { kind, account, address, seconds: linkSeconds[kind] })
  const { subject, text } = begins[kind]
  return { to: address, subject, text: `${text}\n\n${here(means)}/#/${kind}/${token}\n\n${ends[kind]}\n` }
}

const sendOne = async (means: Means, mail: QueuedMail): Promise<void> => {
  const { db, log, mailer } = means
  const { id, account, kind, seconds, tries } = mail
  if (!mailer || account === null || seconds > longestSeconds) return dropMail(db, id)
  try {
    await mailer.send(await textOf(means, { ...mail, account }))
    await noteSent(db, id)
  } catch (reason) {
    const { code, response } = mailFaultOf(reason)
    log.warn({ kind, tries, code, response }, 'a mail could not be sent, later')
    await putOffMail(db, id, Math.min(600, 5 * 2 ** tries))
  }
}

/** Those that are due. Gives how many that were. */
export const sendDueMail = async (means: Means): Promise<number> => {
  const mails = await claimMail(means.db, atOnce, claimedSeconds)
  await Promise.all(mails.map((mail) => sendOne(means, mail)))
  return mails.length
}

/** Once at a time, of one process; what is due meanwhile comes next. */
export const makeSendMail = (means: MailMeans): (() => void) => {
  const send = coalesce(async () => {
    while ((await sendDueMail(means)) === atOnce);
  })
  return () => void send().catch((err) => means.log.warn({ err }, 'mail is not sent yet, later'))
}
