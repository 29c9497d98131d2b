/**
 * Messages whose links are to be looked up, one after the other: chat says which, they are looked up, and chat is told. A process that ends
 * in between leaves one that is taken up again, and of which chat tells nothing twice.
 */
import { type EventBody, mostPreviews } from '@parley/protocol'
import { askOwner, jsonBytes, takeFitting } from '@parley/service-kit'
import { roomsOwner } from '@parley/wire'
import type { Context } from '../context.ts'
import { factsOf } from '../facts.ts'
import { findThese } from '../store/files.ts'
import { type Claimed, claimWanted, endWanted, type Known, noteShown, putOff } from '../store/previews.ts'
import { noteReferences } from '../store/references.ts'
import { type Look, openLook } from './looking.ts'

type Preview = EventBody<'message.previewed'>['previews'][number]

/** Messages of one process under way at once: names are looked up by few threads, which also read files. */
const atOnce = 2
/** Longer than anything is under way. */
const claimedSeconds = 120
const mostTries = 5
/** Beside a message there is room for so much. */
const mostBytes = 4_096

interface Message {
  readonly of: Claimed
  /** By which it is referred to. */
  readonly id: string
}

/** The picture is the message's from now on; none where it has gone meanwhile, or is to be looked at first. */
const pictureOf = async (
  { db }: Context,
  { of, id }: Message,
  file: string | null,
): Promise<Pick<Preview, 'picture'>> => {
  if (file === null) return {}
  const [facts] = (await findThese(db, [file])).filter(({ waits }) => !waits).map(factsOf)
  if (!facts) return {}
  const isHeld = await db.transaction(async (tx) => {
    await noteShown(tx, of, id)
    return noteReferences(tx, { room: of.room, message: id, owner: null }, [file])
  })
  const { width, height, thumbhash } = facts
  return isHeld
    ? { picture: { file, ...(width && height ? { width, height } : {}), ...(thumbhash ? { thumbhash } : {}) } }
    : {}
}

const previewOf = async (context: Context, message: Message, link: string, known?: Known): Promise<Preview[]> =>
  known?.found ? [{ link, ...known.found, ...(await pictureOf(context, message, known.picture)) }] : []

const lookUp = async (context: Context, look: Look, of: Claimed): Promise<void> => {
  const { db, bus } = context
  const { room, message, told } = of
  const [wanted] = await askOwner(bus, roomsOwner, 'links', [{ room, message, told }])
  const links = wanted?.links.slice(0, mostPreviews) ?? []
  const known = await Promise.all(links.map(look))
  const found = wanted
    ? await Promise.all(links.map((link, place) => previewOf(context, { of, id: wanted.id }, link, known[place])))
    : []
  const previews = [...takeFitting(found.flat(), jsonBytes, mostBytes)]
  if (previews.length > 0) await askOwner(bus, roomsOwner, 'previews', { room, message, told, previews })
  await endWanted(db, of)
}

export interface Looking {
  /** Resolves when what is due has been begun. */
  look(): Promise<void>
  lookSoon(): void
}

export const openLooking = (context: Context): Looking & AsyncDisposable => {
  const { db, log } = context
  const look = openLook(context)
  const underWay = new Set<Promise<void>>()
  let isOver = false
  const fail = async (of: Claimed, err: unknown) => {
    log.warn({ err }, 'links of a message are not looked up yet, later')
    await (of.tries < mostTries ? putOff(db, of, 2 ** of.tries) : endWanted(db, of))
  }
  const begin = (of: Claimed) => {
    const done = lookUp(context, look, of)
      .catch((err) => fail(of, err))
      .catch((err) => log.warn({ err }, 'links of a message are looked up again'))
      .finally(() => {
        underWay.delete(done)
        if (!isOver) lookSoon()
      })
    underWay.add(done)
  }
  const begun = async () => {
    const free = atOnce - underWay.size
    if (isOver || free <= 0) return
    for (const of of await claimWanted(db, free, claimedSeconds)) begin(of)
  }
  const lookSoon = () => void begun().catch((err) => log.warn({ err }, 'cannot see whose links are to be looked up'))
  return {
    look: begun,
    lookSoon,
    [Symbol.asyncDispose]: async () => {
      isOver = true
      await Promise.all(underWay)
    },
  }
}
