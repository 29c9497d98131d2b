import { isDeepStrictEqual } from 'node:util'
import { fail, type Input } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { asLeader, type Party } from '../party.ts'
import { withAttributes } from '../party-settings.ts'

type Wanted = Omit<Input<'party.change'>, 'party'>

/** What becomes another than it is, as it is told. */
const news = ({ attributes = {}, ...settings }: Wanted, { row }: Party): Wanted => {
  const texts = Object.entries(attributes).filter(([name, text]) => text !== (row.attributes[name] ?? ''))
  const others = Object.entries(settings).filter(
    ([name, value]) => !isDeepStrictEqual(value, row[name as keyof typeof settings]),
  )
  return { ...Object.fromEntries(others), ...(texts.length > 0 ? { attributes: Object.fromEntries(texts) } : {}) }
}

export const partyChange: Handler<'party.change', Context> = ({ party, ...wanted }, { user }, context) =>
  asLeader(context, user, { party }, async (locked) => {
    const change = news(wanted, locked)
    const count = locked.members.length
    if (change.most !== undefined && change.most < count) fail('PARTY_OVERFULL', { most: count })
    if (Object.keys(change).length > 0) {
      locked.set({ ...change, attributes: withAttributes(locked.row.attributes, change.attributes ?? {}) })
      locked.tell('party.changed', change)
    }
    return { seq: locked.stream.head }
  })
