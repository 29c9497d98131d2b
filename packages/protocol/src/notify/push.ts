/** Web Push: what the devices of somebody are woken for while nothing of ours runs on them. */
import type { Static } from 'typebox'
import * as Type from 'typebox'
import { described, Id, Seq, strict, Time } from '../shapes.ts'
import { command, event } from '../table.ts'
import { Kind, read, seq, stand, stream, unread, write } from './shapes.ts'

/** Devices of one person. */
export const mostPushDevices = 20

const base64url = (bytes: number, about: string) => {
  const length = Math.ceil((bytes * 4) / 3)
  return Type.String({ maxLength: length, pattern: `^[A-Za-z0-9_-]{${length}}$`, title: `${about} in base64url` })
}
/** Of P-256, uncompressed. */
export const PublicKey = base64url(65, 'a public key of 65 bytes')

export const Secret = base64url(16, '16 bytes')

const Label = Type.String({ maxLength: 64, format: 'line', title: 'one line of at most 64 characters' })

const content = 'whether a push says who has said what, and where. Else it says that there is something'
const label = 'by which you know the device again; may be empty'
const wants = {
  content: Type.Boolean({ description: content }),
  withdraws: Type.Boolean({
    description:
      'whether it takes a push that shows nothing and takes a notification away, which is sent when that is read elsewhere. Some browsers end a subscription for it',
  }),
  label: described(Label, label),
}
const Device = Type.Object(
  { device: Id, ...wants, at: described(Time, 'when it was subscribed') },
  { title: 'a device' },
)
export const Endpoint = Type.String({
  maxLength: 1_024,
  pattern: '^https://[!-~]+$',
  title: 'a URL of https, at most 1,024 characters',
})

export const commands = {
  'push.key': command({
    ...read,
    about:
      'The public key of this deployment (VAPID, RFC 8292), which a browser subscribes with. When it is another than that of a subscription, subscribe again; the one before goes on until then.',
    input: Type.Object({}, strict),
    output: Type.Object({ key: PublicKey }),
    errors: [],
  }),
  'push.subscribe': command({
    ...write,
    about: `Has notifications that may ring sent to a device by Web Push (RFC 8030, 8291), as its browser has subscribed. A device that is there already, by its endpoint, stays the same one and is as given; ${mostPushDevices} at most.`,
    input: Type.Object(
      {
        endpoint: Endpoint,
        p256dh: described(PublicKey, 'the key of the subscription'),
        auth: described(Secret, 'the secret of the subscription'),
        key: described(PublicKey, 'that of `push.key` with which the browser has subscribed'),
        withdraws: wants.withdraws,
        content: Type.Optional(described(wants.content, `${content}. Not given: as it is, and false of a new one`)),
        label: Type.Optional(described(Label, `${label}. Not given: as it is, and empty of a new one`)),
      },
      strict,
    ),
    output: Type.Object({ seq, ...Device.properties }),
    errors: [
      'PUSH_ENDPOINT_REFUSED',
      'PUSH_KEYS_INVALID',
      'PUSH_KEY_UNKNOWN',
      'PUSH_ENDPOINT_TAKEN',
      'TOO_MANY_DEVICES',
    ],
  }),
  'push.unsubscribe': command({
    ...write,
    about:
      'Has nothing more sent to a device of yours, by its id, or by its endpoint as its browser knows that. One that is not there changes nothing.',
    whileSuspended: true,
    input: Type.Union([Type.Object({ device: Id }, strict), Type.Object({ endpoint: Endpoint }, strict)]),
    output: Type.Object({ seq }),
    errors: [],
  }),
  'push.list': command({
    ...read,
    about: 'Your devices that are woken by Web Push, in the order in which they were subscribed.',
    input: Type.Object({}, strict),
    output: Type.Object({ ...stand, devices: Type.Array(Device, { maxItems: mostPushDevices }) }),
    errors: [],
  }),
}

export const events = {
  'push.subscribed': event({
    about: 'Notifications are sent to a device from now on, or otherwise than before. It says all of it.',
    stream,
    body: Device,
  }),
  'push.unsubscribed': event({
    about:
      'Nothing more is sent to a device: by you (`by`), or as its push service says that the subscription is over, or you are logged out there.',
    stream,
    body: Type.Object({ device: Id }),
  }),
}

/** What a push says: to a device encrypted, to the operator's relay as `data`. Later servers may say more. */
export const PushMessage = Type.Object({
  user: described(Id, 'whose it is'),
  tag: Type.String({ description: 'a device shows one notification for each: a later one takes its place' }),
  unread,
  clear: Type.Optional(
    Type.Literal(true, {
      description: 'that what is shown for the tag is to be taken away. All else is left out then',
    }),
  ),
  kind: Type.Optional(Kind),
  id: Type.Optional(described(Seq, 'the id of the newest notification')),
  at: Type.Optional(Time),
  count: Type.Optional(Type.Integer({ minimum: 1, description: 'how many there are for the tag' })),
  urgent: Type.Optional(
    Type.Literal(true, { description: 'that it is urgent: it comes again until it is read, and rings each time' }),
  ),
  room: Type.Optional(described(Id, 'the room or thread of the message')),
  message: Type.Optional(described(Seq, 'position of the message in that room')),
  by: Type.Optional(described(Id, 'whose doing it is')),
  of: Type.Optional(described(Id, 'what it is about besides')),
  name: Type.Optional(Type.String({ description: 'how `by` is called, where the device wants content' })),
  place: Type.Optional(Type.String({ description: 'how the room is called, where the device wants content' })),
  text: Type.Optional(
    Type.String({ description: 'what the message says, cut where it is long, where the device wants content' }),
  ),
})
export type PushMessage = Static<typeof PushMessage>
