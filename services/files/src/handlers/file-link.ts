import type { Input, Output } from '@parley/protocol'
import { askOwner, type Handler, itemBytes, jsonBytes } from '@parley/service-kit'
import { pictureSeq, roomsOwner } from '@parley/wire'
import type { Context } from '../context.ts'
import { findServed, type Served } from '../store/files.ts'

type Asked = Input<'file.link'>['files'][number]

/** Of a message, or of a room or space whose picture it is. */
type Placed = Required<Asked>

const placeOf = ({ room, seq }: Placed): string => `${room} ${seq}`
const placed = ({ file, room, seq = pictureSeq }: Asked): Placed | undefined =>
  room === undefined ? undefined : { file, room, seq }

/** Which files they see in the messages that are named, each message asked for once. */
const shownTo = async (
  user: string,
  files: readonly Asked[],
  { bus }: Context,
): Promise<Map<string, readonly string[]>> => {
  const all = files.flatMap((asked) => placed(asked) ?? [])
  const places = [...Map.groupBy(all, placeOf)]
  if (places.length === 0) return new Map()
  const asked = places.map(([, those]) => {
    const { room, seq } = those[0] as Placed
    return { user, room, seq, files: those.map(({ file }) => file) }
  })
  const shown = await askOwner(bus, roomsOwner, 'shown', asked)
  return new Map(places.map(([place], at) => [place, shown[at] ?? []]))
}

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
  const served = await findServed(
    db,
    files.map(({ file }) => file),
  )
  const byFile = Map.groupBy(served, ({ id }) => id)
  const may = (asked: Asked, { owner }: Served) => {
    const place = placed(asked)
    return place ? shown.get(placeOf(place))?.includes(asked.file) === true : owner === user
  }
  const linkTo = (asked: Asked, { part }: Served) => {
    const seal = { ...(placed(asked) ?? asked), user, part }
    return [part, `/files/at/${seals.link(seal, forMs)}`]
  }
  const links = files.map((asked): Told => {
    const seen = (byFile.get(asked.file) ?? []).filter((one) => may(asked, one))
    return { file: asked.file, ...Object.fromEntries(seen.map((one) => linkTo(asked, one))) }
  })
  const said = new Map(served.map((one) => [one.id, one]))
  return { links: withWords(links, said, itemBytes(bus)), ends_in_ms: forMs }
}
