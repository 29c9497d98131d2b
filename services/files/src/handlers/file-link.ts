import type { Input, Output } from '@parley/protocol'
import { askOwner, type Handler, itemBytes, jsonBytes } from '@parley/service-kit'
import { identityOwner, pictureSeq, roomsOwner, type ShownQuestion } from '@parley/wire'
import type { Context } from '../context.ts'
import { findServed, type Served } from '../store/files.ts'

type Asked = Input<'file.link'>['files'][number]

/** Of a message, or of a room, a space or a person whose picture it is. */
type Place = Pick<ShownQuestion, 'room' | 'seq'>

const placeOf = ({ room, seq = pictureSeq }: Asked): Place | undefined =>
  room === undefined ? undefined : { room, seq }
const keyOf = ({ room, seq }: Place): string => `${room} ${seq}`

type Seen = ReadonlyMap<string, readonly string[]>

interface Shown {
  /** The files that they see in each place. */
  readonly at: Seen
  /** Those of them that are pictures of people. */
  readonly worn: Seen
  /** Whether nobody could say it of pictures of people: whoever asks again soon may be told. */
  readonly isPart: boolean
}

const seenAt = (
  places: readonly Place[],
  told: readonly (readonly string[])[] | undefined,
): [string, readonly string[]][] =>
  places.flatMap((place, at) => {
    const files = told?.[at] ?? []
    return files.length > 0 ? [[keyOf(place), files]] : []
  })

/**
 * What they see in these places, each asked for once: first of people, as most pictures are of these, and of rooms what is none of those.
 * What people look like keeps nobody from what is said.
 */
const shownTo = async (user: string, files: readonly Asked[], { bus, log }: Context): Promise<Shown> => {
  const all = files.flatMap((asked) => {
    const place = placeOf(asked)
    return place ? [{ ...place, file: asked.file }] : []
  })
  const places = [...Map.groupBy(all, keyOf).values()].map((those) => {
    const { room, seq } = those[0] as Place
    return { room, seq, files: those.map(({ file }) => file) }
  })
  const people = places.filter(({ seq }) => seq === pictureSeq)
  const questions = people.map(({ room }) => ({ user, of: room }))
  const told = await Promise.resolve(questions.length > 0 ? askOwner(bus, identityOwner, 'worn', questions) : []).catch(
    (err) => void log.warn({ err }, 'pictures of people are not shown'),
  )
  const worn = new Map(seenAt(people, told))
  const rooms = places.filter((place) => !worn.has(keyOf(place)))
  const shown =
    rooms.length > 0
      ? await askOwner(
          bus,
          roomsOwner,
          'shown',
          rooms.map((place) => ({ ...place, user })),
        )
      : []
  return { at: new Map([...worn, ...seenAt(rooms, shown)]), worn, isPart: told === undefined }
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
    const place = placeOf(asked)
    const where = place && shown.worn.has(keyOf(place)) ? { of: place.room } : place
    const seal = { file: asked.file, ...where, user, part }
    return [part, `/files/at/${seals.link(seal, forMs)}`]
  }
  const links = files.map((asked): Told => {
    const seen = (byFile.get(asked.file) ?? []).filter((one) => may(asked, one))
    return { file: asked.file, ...Object.fromEntries(seen.map((one) => linkTo(asked, one))) }
  })
  const said = new Map(served.map((one) => [one.id, one]))
  return { links: withWords(links, said, itemBytes(bus)), ends_in_ms: endsInMs }
}
