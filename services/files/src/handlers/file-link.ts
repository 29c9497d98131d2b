import type { Input, Output } from '@parley/protocol'
import { askOwner, type Handler, itemBytes, jsonBytes } from '@parley/service-kit'
import { roomsOwner } from '@parley/wire'
import type { Context } from '../context.ts'
import { findServed, type Served } from '../store/files.ts'

type Asked = Input<'file.link'>['files'][number]

const placeOf = ({ room, seq }: Asked): string => `${room} ${seq}`
const isPlaced = (asked: Asked): asked is Required<Asked> => asked.room !== undefined && asked.seq !== undefined

/** Which files they see in the messages that are named, each message asked for once. */
const shownTo = async (
  user: string,
  files: readonly Asked[],
  { bus }: Context,
): Promise<Map<string, readonly string[]>> => {
  const places = [...new Map(files.filter(isPlaced).map((asked) => [placeOf(asked), asked])).values()]
  if (places.length === 0) return new Map()
  const asked = places.map(({ room, seq }) => ({ user, room, seq }))
  const shown = await askOwner(bus, roomsOwner, 'shown', asked)
  return new Map(places.map((place, at) => [placeOf(place), shown[at] ?? []]))
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
  const may = (asked: Asked, { owner }: Served) =>
    isPlaced(asked) ? shown.get(placeOf(asked))?.includes(asked.file) === true : owner === user
  const linkTo = (asked: Asked, { part }: Served) => [part, `/files/at/${seals.link({ ...asked, user, part }, forMs)}`]
  const links = files.map((asked): Told => {
    const seen = (byFile.get(asked.file) ?? []).filter((one) => may(asked, one))
    return { file: asked.file, ...Object.fromEntries(seen.map((one) => linkTo(asked, one))) }
  })
  const said = new Map(served.map((one) => [one.id, one]))
  return { links: withWords(links, said, itemBytes(bus)), ends_in_ms: forMs }
}
