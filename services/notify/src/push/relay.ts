/** What the operator's relay is posted, for devices that it knows: signed as Standard Webhooks says. */
import type { PushMessage } from '@parley/protocol'
import { Webhook } from 'standardwebhooks'
import type { Post } from './posting.ts'
import type { Sending } from './web-push.ts'

/** As Standard Webhooks has them. */
export const isSecret = (text: string): boolean => {
  const [, base64] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? []
  const { length } = Buffer.from(base64 ?? '', 'base64')
  return length >= 24 && length <= 64
}

export interface Relay {
  readonly url: string
  readonly secrets: readonly string[]
}

/** The same id for each try, so that who has taken it need not take it again. */
export const toRelay = (
  { url, secrets }: Relay,
  message: PushMessage,
  { ttl, urgency }: Sending,
  of: { readonly id: string; readonly at: Date },
): Post => {
  const type = message.clear ? 'push.clear' : 'push.show'
  const body = JSON.stringify({ type, timestamp: of.at.toISOString(), data: { ...message, ttl, urgency } })
  const signatures = secrets.map((secret) => new Webhook(secret).sign(of.id, of.at, body))
  return {
    url,
    body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': of.id,
      'webhook-timestamp': String(Math.floor(of.at.getTime() / 1_000)),
      'webhook-signature': signatures.join(' '),
    },
  }
}
