/** A push as a browser's push service takes it: encrypted for the browser (RFC 8291), and signed with our key (RFC 8292). */
import { createHash } from 'node:crypto'
import { encryptNotification, vapidHeaders } from '@block65/webcrypto-web-push'
import type { PushMessage } from '@parley/protocol'
import type { Facts } from '../store/pushes.ts'
import type { Post } from './posting.ts'

type Device = NonNullable<Facts['device']>

/** Of a tag, which the push service is not to know: by it the newer of two that wait takes the place of the older (RFC 8030, 5.4). */
export const topicOf = (device: string, tag: string): string =>
  createHash('sha256').update(`${device} ${tag}`).digest('base64url').slice(0, 32)

export interface Sending {
  readonly ttl: number
  readonly urgency: 'high' | 'normal'
}

const subscriptionOf = ({ endpoint, p256dh, auth }: Omit<Device, 'content'>) => ({
  endpoint,
  expirationTime: null,
  keys: { p256dh, auth },
})

export const toDevice = async (
  device: Device,
  message: PushMessage,
  { ttl, urgency }: Sending,
  contact: string,
): Promise<Post> => {
  const subscription = subscriptionOf(device)
  const vapid = { subject: contact, publicKey: device.key, privateKey: device.private }
  const { headers } = await vapidHeaders(subscription, vapid)
  return {
    url: device.endpoint,
    body: await encryptNotification(subscription, Buffer.from(JSON.stringify(message))),
    headers: {
      ...headers,
      ttl: String(ttl),
      urgency,
      topic: topicOf(device.id, message.tag),
      'content-encoding': 'aes128gcm',
      'content-type': 'application/octet-stream',
    },
  }
}

/** Whether anything can be encrypted for these keys. */
export const areKeys = async (keys: Pick<Device, 'p256dh' | 'auth'>): Promise<boolean> => {
  const subscription = { endpoint: '', expirationTime: null, keys }
  return encryptNotification(subscription, new Uint8Array()).then(
    () => true,
    () => false,
  )
}
