/** How people invite all in a room to play, and come. */
import { uuid7 } from '@parley/client'
import { persist } from './persist.ts'
import type { Doing } from './scene.ts'

/** Of few places, some to a party, and often by way of two gateways: it is one. */
const post: Doing = async (who, { chance, records }) => {
  const { board } = records
  if (!board) return
  const { all } = who.app.together.parties
  const to = all.length > 0 && chance.happens(0.4) ? { party: chance.one(all).party } : {}
  const asked = { card: uuid7(), room: board.room, places: chance.whole(1, 3), ...to }
  records.cards.push(asked.card)
  const attempt = () => persist(() => who.ask('card.create', asked))
  await Promise.all([attempt(), ...(chance.happens(0.3) ? [attempt()] : [])])
}

const toSome =
  (work: (card: string, ...of: Parameters<Doing>) => Promise<unknown>): Doing =>
  async (who, scene) => {
    const known = scene.records.cards.slice(-4)
    if (known.length > 0) await work(scene.chance.one(known), who, scene)
  }

const accept = toSome((card, who) => persist(() => who.ask('card.accept', { card })))
/** More than there are places, while whoever sent it may take it back. */
const rush = toSome((card, who, { people }) =>
  Promise.all([
    ...people.map((one) => persist(() => one.ask('card.accept', { card }))),
    persist(() => who.ask('card.cancel', { card })),
  ]),
)

/** How often, as in `doings`. */
export const doingsWithCards: readonly (readonly [Doing, number])[] = [
  [post, 8],
  [accept, 16],
  [rush, 3],
]
