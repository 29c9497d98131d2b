/** What Postgres holds of parties, invitations and notifications, beside what their events say. */
import { eventually } from '../../setup/eventually.ts'
import { query } from '../../setup/stored.ts'

/** Each said once, however often it was found. */
const tell = async (adminUrl: string, sql: string, words: (count: number) => string): Promise<string[]> => {
  const [row] = await query<{ count: number }>(adminUrl, sql)
  return row && row.count > 0 ? [words(row.count)] : []
}

interface PartyEvent {
  readonly id: string
  readonly ev: string
  readonly is: { readonly user?: string; readonly most?: number }
}

const eventsSql = `
  select stream.id, event.ev, event.body as is from contacts.event join contacts.stream on stream.id = event.stream
  where stream.kind = 'contacts/party' order by stream.id, event.seq`
const membersSql = `
  select party.id, party.leader, party.ended is not null as over, array_agg(person::text order by person) filter (where person is not null) as people
  from contacts.party left join contacts.party_member on party = party.id group by party.id`

interface Folded {
  leader?: string | undefined
  most: number
  people: Set<string>
  isOver: boolean
}

/** As somebody who counts along is told: never more than there are places for, and led by one of them. */
const foldOne = (party: Folded, { id, ev, is }: PartyEvent): string[] => {
  const { user = '', most = party.most } = is
  if (party.isOver) return [`party ${id} is told ${ev} after its end`]
  if (ev === 'party.created' || ev === 'party.changed') party.most = most
  if (ev === 'party.joined') party.people.add(user)
  if (ev === 'party.left') party.people.delete(user)
  if (ev === 'party.led') party.leader = user
  if (ev === 'party.disbanded') party.isOver = true
  const isLed = ev !== 'party.led' || party.people.has(user)
  return [
    ...(party.people.size > party.most ? [`party ${id} has ${party.people.size} of ${party.most}`] : []),
    ...(isLed ? [] : [`party ${id} is led by ${user}, who is not in it`]),
  ]
}

const parties = async (adminUrl: string): Promise<string[]> => {
  const folded = new Map<string, Folded>()
  const wrong: string[] = []
  for (const event of await query<PartyEvent & { is: { leader?: string } }>(adminUrl, eventsSql)) {
    const party = folded.get(event.id) ?? { most: 0, people: new Set(), isOver: false, leader: event.is.leader }
    folded.set(event.id, party)
    wrong.push(...foldOne(party, event))
  }
  const held = await query<{ id: string; leader: string; over: boolean; people: string[] | null }>(adminUrl, membersSql)
  return [
    ...wrong,
    ...held.flatMap(({ id, leader, over, people }) => {
      const told = folded.get(id)
      if (over !== told?.isOver) return [`party ${id} is ${over ? '' : 'not '}over, and its events say otherwise`]
      const isSame = over || (leader === told.leader && `${people ?? []}` === `${[...told.people].toSorted()}`)
      return isSame ? [] : [`party ${id} has other members or another leader than its events say`]
    }),
  ]
}

/** Each is told once to whom it concerns, ends once, for both in the same way, and as its row says. */
const invitationsSql = `
  with told as (
    select event.stream as person, event.body->>'invitation' as id, event.ev, event.seq
    from contacts.event join contacts.stream on stream.id = event.stream
    where stream.kind = 'contacts/user' and event.ev like 'invitation.%'
  ),
  ended as (select person, id, count(*) filter (where ev = 'invitation.sent') as sent,
    array_agg(ev order by seq) filter (where ev not in ('invitation.sent', 'invitation.carried')) as ends from told group by person, id)
  select count(*)::int as count from contacts.invitation
  join ended on ended.id = invitation.id::text
  where ended.sent <> 1 or case when state = 'pending' then ends is not null
    else ends is distinct from array['invitation.' || state]::text[] end
    or (withheld and ended.person = recipient)`
const untoldSql = `
  select count(*)::int as count from contacts.invitation where not exists (
    select from contacts.event where stream = case when withheld then sender else recipient end
      and ev = 'invitation.sent' and body->>'invitation' = invitation.id::text)`

/** As many have a place as are counted, and never more than there are. */
const cardsSql = `
  select count(*)::int as count from contacts.card
  where taken <> (select count(*) from contacts.card_taker where card_taker.card = card.id)
    or taken > places or (state = 'full') <> (taken = places)`

/** Chat follows by itself. Whom a party has and not its room, or the other way round, and rooms of parties that are over. */
const roomsSql = `
  with playing as (
    select party.room, member.person from contacts.party join contacts.party_member member on member.party = party.id
    where party.room is not null and party.ended is null
  ),
  talking as (select room, person from chat.membership join chat.party_room using (room))
  select count(*)::int as count from ((table playing except table talking) union all (table talking except table playing)) as apart`

const rooms = async (adminUrl: string): Promise<string[]> => {
  const complain = () =>
    tell(adminUrl, roomsSql, (count) => `of rooms of parties ${count} members are not those of their parties`)
  await eventually('rooms have the members of their parties', async () => (await complain()).length === 0).catch(
    () => {},
  )
  return complain()
}

/** By source, as far as that shows: no message, and no request of one moment, is told of twice. */
const twiceSql = `
  select count(*)::int as count from (
    select stream, body->>'room', body->>'message' from notify.event
    where ev = 'notification.raised' and body->>'message' is not null group by 1, 2, 3 having count(*) > 1
  ) as twice`
const unreadSql = `
  select count(*)::int as count from notify.inbox where unread <> (
    select count(*) from notify.notification where notification.person = inbox.person and state = 'unread')`

export const playedTogether = async (adminUrl: string): Promise<string[]> => [
  ...(await parties(adminUrl)),
  ...(await rooms(adminUrl)),
  ...(await tell(adminUrl, invitationsSql, (count) => `${count} invitations have another end than is told of them`)),
  ...(await tell(adminUrl, untoldSql, (count) => `${count} invitations are told to nobody`)),
  ...(await tell(adminUrl, cardsSql, (count) => `of ${count} cards the places are counted wrongly`)),
  ...(await tell(adminUrl, twiceSql, (count) => `${count} messages are told of twice`)),
  ...(await tell(adminUrl, unreadSql, (count) => `of ${count} inboxes the unread are counted wrongly`)),
]
