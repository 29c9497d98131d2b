/** What is found where a link leads: once in a while for all messages that have it, its picture kept as a file of nobody's. */
import { mostPreviewText } from '@parley/protocol'
import type { Context } from '../context.ts'
import { findKnown, type Known, keepKnown } from '../store/previews.ts'
import { type Fetch, type Fetched, makeFetch, type Wanted } from './fetching.ts'
import { type PageSays, readPage, textOf } from './page.ts'
import { takePicture } from './picture.ts'
import { type TargetOptions, targetOf } from './target.ts'

type Means = Pick<Context, 'db' | 'config' | 'kept' | 'incoming' | 'reader' | 'scan' | 'counts' | 'log'>

const mebibyte = 1_048_576
/** What a page says of itself stands at its beginning. */
const aPage: Wanted = {
  accept: 'text/html, application/xhtml+xml',
  isWanted: (type) => /^(text\/html|application\/xhtml\+xml)\b/.test(type),
  mostBytes: mebibyte / 2,
  isBeginningEnough: true,
}
const aPicture: Wanted = {
  accept: 'image/webp, image/png, image/jpeg, image/gif',
  isWanted: (type) => type.startsWith('image/') && !type.startsWith('image/svg'),
  mostBytes: 4 * mebibyte,
  isBeginningEnough: false,
}

/** Of what could not be had it is asked again sooner. */
const failedMinutes = 30

const picture = async (means: Means, fetch: Fetch, says: PageSays): Promise<string | null> => {
  const fetched = says.picture && (await fetch(says.picture, aPicture))
  if (!fetched) return null
  return takePicture(means, fetched.bytes, means.config.LINK_PREVIEW_HOURS + 1).catch((err) => {
    means.log.debug({ err }, 'a picture of a page is none')
    return null
  })
}

const nothing: Known = { found: null, picture: null }

const found = async (means: Means, fetch: Fetch, page: Fetched | undefined, within: TargetOptions): Promise<Known> => {
  const says = page && readPage(textOf(page.bytes, page.type), page.url, mostPreviewText, within)
  if (!says) return nothing
  const { picture: _, ...text } = says
  return { found: text, picture: await picture(means, fetch, says) }
}

/** Undefined of a link that is not looked at. */
export type Look = (link: string) => Promise<Known | undefined>

export const openLook = (means: Means): Look => {
  const { db, config, counts } = means
  const { LINK_PREVIEW_MS: withinMs, LINK_PREVIEW_PORTS: ports, LINK_PREVIEW_WITHIN: within } = config
  const options = { ports: ports.map(Number), hasInner: within.length > 0 }
  const fetch = makeFetch({ withinMs, within, ...options })
  const underWay = new Map<string, Promise<Known>>()

  const lookAnew = async (target: URL): Promise<Known> => {
    const known = await found(means, fetch, await fetch(target, aPage), options)
    counts.previewed(known.found ? 'found' : 'nothing')
    await keepKnown(db, target.href, known, known.found ? config.LINK_PREVIEW_HOURS * 60 : failedMinutes)
    return known
  }

  const look = async (target: URL): Promise<Known> => {
    const known = await findKnown(db, target.href)
    if (known) counts.previewed('known')
    return known ?? lookAnew(target)
  }

  return async (link) => {
    const target = targetOf(link, options)
    if (!target) return undefined
    const { href } = target
    const looking = underWay.get(href) ?? look(target).finally(() => underWay.delete(href))
    underWay.set(href, looking)
    return looking
  }
}
