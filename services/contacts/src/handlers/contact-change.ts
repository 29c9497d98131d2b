import { isDeepStrictEqual } from 'node:util'
import { fail, type Input } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { onPair } from '../pair.ts'
import type { Relation } from '../store/relations.ts'

type Change = Omit<Input<'contact.change'>, 'user'>

/** Of what is wanted, what is another thing now. */
const news = (wanted: Change, now: Relation): Change =>
  Object.fromEntries(
    Object.entries(wanted).filter(([name, value]) => !isDeepStrictEqual(value, now[name as keyof Change])),
  )

export const contactChange: Handler<'contact.change', Context> = ({ user: other, ...wanted }, { user }, context) =>
  onPair(context, user, other, false, async (pair) => {
    if (pair.mine.stands !== 'contact') fail('CONTACT_NOT_FOUND')
    const change = news(wanted, pair.mine)
    if (Object.keys(change).length > 0) {
      await pair.changeMine(change)
      pair.tellMe('contact.changed', change)
    }
    return { seq: pair.own.head }
  })
