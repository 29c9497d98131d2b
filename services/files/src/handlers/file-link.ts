import type { Input, Output } from '@parley/protocol'
import { askOwner, type Handler, itemBytes, jsonBytes } from '@parley/service-kit'
import { identityOwner, pictureSeq, roomsOwner, type ShownQuestion, type WornQuestion } from '@parley/wire'
import type { Context } from '../context.ts'
import { findServed, type Served } from '../store/files.ts'

type Asked = Input<'file.link'>['files'][number]

/** Where it is seen: in a message, or as the picture of a room, a space or somebody. Undefined where it is one's own. */
type Place = Omit<ShownQuestion, 'user'> | Omit<WornQuestion, 'user'>

const placeOf = ({ user, room, seq = pictureSeq }: Asked): Place | undefined => {
  if (user !== undefined) return { of: user }
  return room === undefined ? undefined : { room, seq }
}
const keyOf = (place: Place): string => ('of' in place ? place.of : `${place.room} ${place.seq}`)

interface Shown {
  /** The files that they see in each place. */
  readonly at: ReadonlyMap<string, readonly string[]>
  /** Whether nobody could say it of pictures of people: whoever asks again soon may be told. */
  readonly isPart: boolean
}

/** What they see in these places, each asked for once. What people look like keeps nobody from what is said. */
const shownTo = async (user: string, files: readonly Asked[], { bus, log }: Context): Promise<Shown> => {
  const all = files.flatMap((asked) => placeOf(asked) ?? [])
  const places = [...new Map(all.map((place) => [keyOf(place), place])).values()]
  const people = places.flatMap((place) => ('of' in place ? { ...place, user } : []))
  const rooms = places.flatMap((place) => ('of' in place ? [] : { ...place, user }))
  const worn = people.length > 0 ? askOwner(bus, identityOwner, 'worn', people) : []
  const [shown, seen] = await Promise.all([
    rooms.length > 0 ? askOwner(bus, roomsOwner, 'shown', rooms) : [],
    Promise.resolve(worn).catch((err) => log.warn({ err }, 'pictures of people are not shown')),
  ])
  const at = new Map<string, readonly string[]>()
  for (const [place, room] of rooms.entries()) at.set(keyOf(room), shown[place] ?? [])
  for (const [place, person] of people.entries()) at.set(keyOf(person), seen?.[place] ?? [])
  return { at, isPart: seen === undefined }
}

/** So soon it may be known what was not. */
const againMs = 10_000

type Told = Output<'file.link'>['links'][number]

/** What is said of a file, behind the links to all of them, as far as it fits. */
const withWords = (links: readonly Told[], said: ReadonlyMap<string, Served>, mostBytes: number): Told[] => {
  let left = mostBytes - links.reduce((sum, link) => sum + jsonBytes(link), 0)
  return links.map((link) => {
    const { alt, waveform } = (link.whole && said.get(link.file)) || {}
    const words = { ...(alt && { alt }), ...(waveform && { waveform }) }
    left -= jsonBytes(words)
    return left < 0 ? link : { ...link, ...words }
  })
}

/** Of what they may not see nothing is told, as of what there is not. */
export const fileLink: Handler<'file.link', Context> = async ({ files }, { user }, context) => {
  const { db, bus, seals, config } = context
  const forMs = config.LINK_SECONDS * 1_000
  const shown = await shownTo(user, files, context)
  const endsInMs = shown.isPart ? Math.min(forMs, againMs) : forMs
  const served = await findServed(
    db,
    files.map(({ file }) => file),
  )
  const byFile = Map.groupBy(served, ({ id }) => id)
  const may = (asked: Asked, { owner }: Served) => {
    const place = placeOf(asked)
    return place ? shown.at.get(keyOf(place))?.includes(asked.file) === true : owner === user
  }
  const linkTo = (asked: Asked, { part }: Served) => {
    const seal = { file: asked.file, ...placeOf(asked), user, part }
    return [part, `/files/at/${seals.link(seal, forMs)}`]
  }
  const links = files.map((asked): Told => {
    const seen = (byFile.get(asked.file) ?? []).filter((one) => may(asked, one))
    return { file: asked.file, ...Object.fromEntries(seen.map((one) => linkTo(asked, one))) }
  })
  const said = new Map(served.map((one) => [one.id, one]))
  return { links: withWords(links, said, itemBytes(bus)), ends_in_ms: endsInMs }
}
