/** What the entries of the inbox, of alerts and of pushes share. */
import * as Type from 'typebox'
import { described, Epoch, Seq } from '../shapes.ts'

const kinds = {
  mention: 'a message that mentions you: by name, by a role of yours, or with everybody',
  reply: 'a message that answers one of yours',
  direct: 'a message in a direct room of yours',
  reminder: 'a reminder that has rung',
  request: 'somebody asks to be your contact',
  contact: 'somebody has accepted your request',
  room: 'somebody invites you into a group',
  invitation: 'somebody invites you to play',
  ask: 'somebody asks to join you',
  party: 'somebody invites you into their party',
  party_request: 'somebody asks to come into a party that you lead',
  moderation: 'you were timed out or taken out of a space',
  system: 'something that you have left to the server has failed',
} as const

/** What there may be notifications of. */
export const notificationKinds = Object.keys(kinds) as readonly (keyof typeof kinds)[]

/** Later servers may have more. */
export const Kind = Type.Union(
  notificationKinds.map((kind) => Type.Literal(kind)) as unknown as [Type.TLiteral<keyof typeof kinds>],
  {
    description: Object.entries(kinds)
      .map(([kind, about]) => `\`${kind}\`: ${about}`)
      .join('; '),
  },
)

export const maybe = <T extends Type.TSchema>(shape: T, about: string, otherwise: string) =>
  Type.Optional(described(shape, `${about}. Not given: ${otherwise}`))

export const stream = 'notify/user'

export const unread = Type.Integer({ minimum: 0, description: 'how many are unread then' })
export const stand = {
  epoch: Epoch,
  head: described(Seq, 'the position of your own stream that this is as of'),
}
export const seq = described(Seq, 'the position of your own stream by which this is so')
export const write = { owner: 'notify', access: 'user', rate: 'write', repeatable: true } as const
export const read = { owner: 'notify', access: 'user', rate: 'read' } as const
