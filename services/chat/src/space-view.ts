/** Spaces as the protocol tells them. */
import { fail, hasPermission, type Output, permissionNames } from '@parley/protocol'
import { jsonBytes, takeFitting } from '@parley/service-kit'
import { type BankItem, bankItems, toldBank } from './bank-view.ts'
import type { Chat } from './context.ts'
import { overridesFrom } from './permissions.ts'
import { keepingTold } from './settings.ts'
import { isMuted, isPending, isWaiting, mayIn, type Rights, type RoleRow } from './space-rights.ts'
import { toOverrides } from './store/overrides.ts'
import { type SpaceView, type ToldRoom, viewSpace, viewSpaces, type WholeSpace } from './store/spaces.ts'

type Space = Output<'space.get'>
type Summary = Output<'space.list'>['spaces'][number]
type Room = Space['rooms'][number]
type Side = Pick<Chat, 'db' | 'answerBytes' | 'config'>

const toldMute = (rights: Rights): Pick<Summary, 'muted_until' | 'muted_ms'> => {
  const until = isMuted(rights) ? rights.resident.mutedUntil : undefined
  return until === undefined ? {} : { muted_until: until, muted_ms: until - rights.now }
}

const summariseSpace = (view: SpaceView, config: Side['config']): Summary => {
  const { rights } = view
  return {
    space: view.id,
    name: view.name,
    ...(view.description ? { description: view.description } : {}),
    ...(view.icon ? { icon: view.icon } : {}),
    ...(view.banner ? { banner: view.banner } : {}),
    owner: view.owner,
    ...(view.ends === null ? {} : { ends_at: view.ends, ends_in_ms: view.left ?? 0 }),
    resident_count: view.residents,
    entry: view.entry,
    ...(view.second_factor ? { second_factor: true as const } : {}),
    ...(isWaiting(rights) ? { factor_missing: true as const } : {}),
    ...(view.plain_links ? { plain_links: true as const } : {}),
    ...keepingTold(view, config),
    on: `chat/space/${view.id}`,
    epoch: view.epoch,
    head: view.head,
    floor: view.floor,
    may: permissionNames(mayIn(rights)),
    roles: [...rights.resident.roles],
    ...(view.nick === null ? {} : { nick: view.nick }),
    ...toldMute(rights),
    ...(isPending(rights) ? { pending: true as const } : {}),
    ...(view.temporary ? { temporary: true as const } : {}),
  }
}

export const toRole = ({ id, may, ...role }: RoleRow): Space['role_list'][number] => ({
  role: id,
  ...role,
  may: permissionNames(may),
})

/** What is as in a new room is not told, nor what is as in the whole space. */
const toRoom = (room: ToldRoom, may: bigint, inSpace: bigint): Room => ({
  room: room.id,
  kind: room.form,
  name: room.name,
  ...(room.topic ? { topic: room.topic } : {}),
  ...(room.slow > 0 ? { slow_seconds: room.slow } : {}),
  ...(room.theme === 'plain' ? {} : { theme: room.theme as NonNullable<Room['theme']> }),
  ...(room.newcomers === 'all' ? {} : { newcomers: room.newcomers }),
  ...(room.tags.length > 0 ? { tags: [...room.tags] } : {}),
  ...(room.category === null ? {} : { category: room.category }),
  place: room.place,
  ...(room.apart ? { apart: true as const } : {}),
  ...(may === inSpace ? {} : { may: permissionNames(may) }),
  on: `chat/room/${room.id}`,
  head: room.head,
  tally: room.tally,
  read: room.read,
  unread: room.unread,
  ...(room.mentions > 0 ? { mentions: room.mentions } : {}),
  ...(room.preference ? { preference: room.preference } : {}),
})

/** What this person may do in each place that says something otherwise; elsewhere what they may in the whole space. */
const rightsIn = ({ rights, overrides }: WholeSpace): ((place: string) => bigint) => {
  const { person } = rights
  const inSpace = mayIn(rights)
  const rows = overrides.map((row) => ({ ...row, person: row.role === null ? person : null }))
  const byPlace = Map.groupBy(rows, ({ place }) => place)
  const may = new Map([...byPlace].map(([place, own]) => [place, mayIn(rights, toOverrides(own))]))
  return (place) => may.get(place) ?? inSpace
}

type Item =
  | { readonly key: string; readonly role: Space['role_list'][number] }
  | { readonly key: string; readonly category: Space['categories'][number] }
  | { readonly key: string; readonly room: Room }
  | BankItem

const digits = 5
const keyOf = (sort: 'a' | 'b' | 'c', id: string | number) => `${sort}${String(id).padStart(digits, '0')}`

/** Whoever sees no room of a category, nor would see one that follows it, does not see the category. */
const itemsOf = (view: WholeSpace): Item[] => {
  const may = rightsIn(view)
  const inSpace = mayIn(view.rights)
  const seen = view.rooms.filter((room) => hasPermission(may(overridesFrom(room)), 'view'))
  const peopled = new Set(seen.map(({ category }) => category))
  const categories = view.categories.filter(({ id }) => peopled.has(id) || hasPermission(may(id), 'view'))
  return [
    ...[...view.rights.roles.values()].map((role) => ({ key: keyOf('a', role.id), role: toRole(role) })),
    ...categories.map(({ id, ...category }) => ({ key: keyOf('b', id), category: { category: id, ...category } })),
    ...seen.map((room) => ({ key: keyOf('c', room.id), room: toRoom(room, may(overridesFrom(room)), inSpace) })),
    ...bankItems(view),
  ]
}

/** The space as somebody sees it who lives there, as much of it as fits behind where the page before ended. */
export const describeSpace = async (
  { db, answerBytes, config }: Side,
  person: string,
  space: string,
  after = '',
): Promise<Space> => {
  const view = (await viewSpace(db, person, space)) ?? fail('SPACE_NOT_FOUND')
  const items = itemsOf(view).filter(({ key }) => key > after)
  const held = takeFitting(items, jsonBytes, answerBytes())
  return {
    ...summariseSpace(view, config),
    role_list: held.flatMap((item) => ('role' in item ? [item.role] : [])),
    categories: held.flatMap((item) => ('category' in item ? [item.category] : [])),
    rooms: held.flatMap((item) => ('room' in item ? [item.room] : [])),
    ...toldBank(held),
    ...(held.length < items.length ? { next: held.at(-1)?.key } : {}),
  } as Space
}

export const listSpaces = async (
  { db, answerBytes, config }: Side,
  person: string,
  after: string | undefined,
  limit: number,
): Promise<Output<'space.list'>> => {
  const found = await viewSpaces(db, person, after, limit + 1)
  const told = found.slice(0, limit).map((view) => summariseSpace(view, config))
  const spaces = [...takeFitting(told, jsonBytes, answerBytes())]
  return { spaces, more: found.length > spaces.length }
}
