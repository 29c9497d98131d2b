/** What the entries of contacts have in common. */
import * as Type from 'typebox'
import { described, Epoch, Seq } from '../shapes.ts'

/** A member of a body that may be left out; `otherwise` is what holds then. */
export const maybe = <T extends Type.TSchema>(shape: T, about: string, otherwise: string) =>
  Type.Optional(described(shape, `${about}. Not given: ${otherwise}`))

export const Line = Type.String({ maxLength: 256, format: 'line', title: 'one line of at most 256 characters' })

/** Which game something belongs to, where a deployment has several. */
export const Game = Type.String({
  maxLength: 64,
  pattern: '^[a-z0-9][a-z0-9._-]{0,63}$',
  title: 'the name of a game: 1 to 64 of a-z 0-9 . _ -, a letter or digit first',
})
export const game = maybe(Game, 'the game', 'that of a deployment with one alone')

/** Your own stream, as of an answer. */
export const stand = {
  epoch: Epoch,
  head: described(Seq, 'the position of your own stream that this is as of'),
}
export const seq = described(Seq, 'the position of your own stream by which this is so')

export const count = (what: string) =>
  Type.Object({
    count: Type.Integer({ minimum: 0, description: `how many ${what} you have now` }),
    most: Type.Integer({ minimum: 0, description: 'how many there may be' }),
  })

export const once = { owner: 'contacts', access: 'user', rate: 'write' } as const
export const own = { ...once, repeatable: true } as const
