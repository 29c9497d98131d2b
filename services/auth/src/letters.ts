/**
 * Mail that other services send to people. They say to whom and what; the address stays here. One that is asked for again is not sent again,
 * and one of which nobody knows whether it was sent, as its process ended or the connection did, is tried once more, with the same Message-ID.
 */
import { mailFaultOf } from '@parley/service-kit'
import type { Mailed, MailQuestion } from '@parley/wire'
import type { MailMeans } from './mails.ts'
import { claimLetter, type Ended, endLetter, findLetter, giveBackLetter } from './store/letter.ts'

/** Longer than the mail server is waited for. */
const claimedSeconds = 90
const mostTries = 2

/** What a server does with a POST there ends mails of this kind, without anybody being asked (RFC 8058). */
const headersOf = ({ unsubscribe }: MailQuestion) => ({
  'List-Unsubscribe': `<${unsubscribe}>`,
  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
})

const unclaimed = async ({ db }: MailMeans, { id, user }: MailQuestion): Promise<Mailed['outcome']> => {
  const found = await findLetter(db, id, user)
  if (!found) return 'nobody'
  return found.outcome ?? (found.isClaimed ? 'later' : 'nobody')
}

type Sender = NonNullable<MailMeans['mailer']>

const send = async ({ db, log }: MailMeans, mailer: Sender, asked: MailQuestion, to: string) => {
  const { id, subject, text, html } = asked
  const end = async (outcome: Ended) => {
    await endLetter(db, id, outcome, to)
    return outcome
  }
  try {
    await mailer.send({ to, subject, text, html, id, headers: headersOf(asked) })
  } catch (reason) {
    const { isForGood, isUnsure, code, response } = mailFaultOf(reason)
    log.warn({ code, response }, isForGood ? 'a letter is refused' : 'a letter could not be sent, later')
    if (isForGood) return end('refused')
    await giveBackLetter(db, id, isUnsure)
    return 'later'
  }
  return end('sent')
}

export const sendLetter = async (means: MailMeans, asked: MailQuestion): Promise<Mailed> => {
  const { db, mailer } = means
  const { id, user } = asked
  if (!mailer) return { outcome: 'nobody' }
  const claimed = await claimLetter(db, id, user, claimedSeconds)
  if (!claimed) return { outcome: await unclaimed(means, asked) }
  const { address, tries } = claimed
  if (tries <= mostTries) return { outcome: await send(means, mailer, asked, address) }
  await endLetter(db, id, 'sent', address)
  return { outcome: 'sent' }
}
