import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { type Bound, boundOf } from '../of-new.ts'
import { onPair, type Pair, saidOf } from '../pair.ts'
import { type Count, joinGames, judgeRequest, type Verdict } from '../rules.ts'
import { findPrivacy } from '../store/privacy.ts'
import { countStanding, doShareContact, type Relation } from '../store/relations.ts'
import { findAsked } from '../store/requests.ts'

export const contactRequest: Handler<'contact.request', Context> = async (
  { user: other, id, note = '', game },
  caller,
  context,
) => {
  const { user } = caller
  if (other === user) fail('CONTACT_WITH_YOURSELF')
  if (!(await context.people.exists(other))) fail('PERSON_NOT_FOUND', { user: other })
  return onPair(context, user, other, true, async (pair) => {
    const asked = await findAsked(pair.tx, user, id)
    if (asked && asked.user !== other) fail('CONTACT_REQUEST_ID_TAKEN')
    const bound = await boundOf(context, pair.tx, caller, 'requests')
    const wanted = { id, note, games: game === undefined ? [] : [game] }
    const { seq, stands } = asked ?? (await ask(context, pair, wanted, bound))
    const { count, most } = await requestsOf(pair, bound)
    return { seq, stands, requests: { count, most } }
  })
}

type Answer = { readonly seq: number; readonly stands: 'sent' | 'contact' }
interface Wanted {
  readonly id: string
  readonly note: string
  readonly games: readonly string[]
}
type Act = (pair: Pair, wanted: Wanted) => Promise<Answer>

const requestsOf = async ({ tx, user }: Pair, { most }: Bound): Promise<Count> => ({
  count: await countStanding(tx, user, 'sent'),
  most,
})

const said = ({ note, games }: Wanted) => ({ ...saidOf(games), ...(note ? { note } : {}) })

const send = async (pair: Pair, wanted: Wanted): Promise<Relation> => {
  const { seq, at } = pair.tellMe('contact.requested', said(wanted), wanted.id)
  const { note, games } = wanted
  await pair.changeMine({ stands: 'sent', since: seq, at, games, note })
  return pair.mine
}

const acts: Readonly<Record<Extract<Verdict, 'stands' | 'add' | 'ask' | 'withhold'>, Act>> = {
  stands: async (pair, { games }) => {
    const { mine } = pair
    if (mine.stands !== 'contact') return { seq: mine.since ?? 0, stands: 'sent' }
    const all = joinGames(mine.games, games)
    const isMore = mine.games.length > 0 && all.length !== mine.games.length
    return { seq: isMore ? (await pair.play(all)).seq : (mine.since ?? 0), stands: 'contact' }
  },
  add: async (pair, { id, games }) => ({
    seq: (await pair.add(joinGames(pair.theirs.games, games), id)).seq,
    stands: 'contact',
  }),
  ask: async (pair, wanted) => {
    const { since } = await send(pair, wanted)
    const { seq, at } = pair.tellThem('contact.requested', said(wanted))
    const { note, games } = wanted
    await pair.changeTheirs({ stands: 'received', since: seq, at, games, note })
    return { seq: since ?? 0, stands: 'sent' }
  },
  withhold: async (pair, wanted) => ({ seq: (await send(pair, wanted)).since ?? 0, stands: 'sent' }),
}

const ask = async (context: Context, pair: Pair, wanted: Wanted, bound: Bound): Promise<Answer> => {
  const { tx, user, other, mine, theirs } = pair
  const most = context.config.CONTACTS_PER_ACCOUNT
  const verdict = judgeRequest({
    mine,
    theirs,
    contacts: { count: await countStanding(tx, user, 'contact'), most },
    contactsThere: { count: await countStanding(tx, other, 'contact'), most },
    requests: await requestsOf(pair, bound),
    doShare: await doShareContact(tx, other, user),
    privacy: (await findPrivacy(tx, other)).contact,
  })
  if (verdict === 'TOO_MANY_CONTACT_REQUESTS') return fail(verdict, { ...bound })
  if (verdict === 'TOO_MANY_CONTACTS' || verdict === 'TOO_MANY_CONTACTS_THERE')
    return fail(verdict, { limit: 'CONTACTS_PER_ACCOUNT', most })
  if (verdict === 'BLOCKED_BY_YOU' || verdict === 'CONTACT_CLOSED') return fail(verdict)
  return acts[verdict](pair, wanted)
}
