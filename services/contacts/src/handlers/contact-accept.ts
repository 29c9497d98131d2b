import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { onPair } from '../pair.ts'
import { judgeAdding } from '../rules.ts'
import { countStanding } from '../store/relations.ts'

export const contactAccept: Handler<'contact.accept', Context> = ({ user: other }, { user }, context) =>
  onPair(context, user, other, false, async (pair) => {
    const most = context.config.CONTACTS_PER_ACCOUNT
    const count = await countStanding(pair.tx, user, 'contact')
    if (pair.mine.stands === 'contact') return { seq: pair.own.head, contacts: { count, most } }
    if (pair.mine.stands !== 'received') return fail('CONTACT_REQUEST_NOT_FOUND')
    const there = await countStanding(pair.tx, other, 'contact')
    const verdict = judgeAdding({ count, most }, { count: there, most })
    if (verdict !== 'add') return fail(verdict, { limit: 'CONTACTS_PER_ACCOUNT', most })
    const { seq } = await pair.add(pair.mine.games)
    return { seq, contacts: { count: count + 1, most } }
  })
