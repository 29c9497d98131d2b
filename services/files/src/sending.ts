/** A file on its way to a reader. Whether they may have it is asked each time; what it is, never decides what a browser does with it. */
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fail } from '@parley/protocol'
import { askOwner, checkStanding } from '@parley/service-kit'
import { identityOwner, roomsOwner } from '@parley/wire'
import { create } from 'content-disposition'
import type { Request, Response } from 'express'
import type { Context } from './context.ts'
import { isShown } from './kinds.ts'
import type { LinkSeal } from './seals.ts'
import { findServed, type Served } from './store/files.ts'
import type { Span } from './stores/store.ts'

/** Whatever it turns out to be, it runs nothing and asks for nothing. */
const policy = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox"

/** Of a message that its reader sees, of somebody whose picture they see, or of nobody else's. */
const mayRead = async ({ bus }: Context, seal: LinkSeal, { owner }: Served): Promise<boolean> => {
  const { user, file, room, seq, of } = seal
  if (of !== undefined) {
    const [worn = []] = await askOwner(bus, identityOwner, 'worn', [{ user, of }])
    return worn.includes(file)
  }
  if (room === undefined || seq === undefined) return owner === user
  const [shown = []] = await askOwner(bus, roomsOwner, 'shown', [{ user, room, seq, files: [file] }])
  return shown.includes(file)
}

const find = async (context: Context, seal: LinkSeal): Promise<Served> => {
  const served = (await findServed(context.db, [seal.file])).find(({ part }) => part === seal.part)
  if (!served || !(await mayRead(context, seal, served))) return fail('FILE_NOT_FOUND')
  return served
}

const dispositionOf = ({ title, type }: Served): string =>
  create(title, { type: isShown(type) ? 'inline' : 'attachment' })

const setHeaders = (response: Response, served: Served): void => {
  const { hash, part, type } = served
  response.set({
    ETag: `"${hash.toString('hex')}-${part}"`,
    'Accept-Ranges': 'bytes',
    // It may be kept, and is asked for each time: who may see it no more does not.
    'Cache-Control': 'private, no-cache',
    'Content-Type': type,
    'Content-Security-Policy': policy,
    'Content-Disposition': dispositionOf(served),
  })
}

/** Whether the reader has it already. */
const isKnown = (request: Request, response: Response): boolean => {
  const known = (request.get('if-none-match') ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  return known.includes('*') || known.includes(response.get('etag') ?? '')
}

/** What is asked for of it; undefined for all, null where there is nothing there. Several spans at once are answered with all. */
const spanOf = (request: Request, response: Response, size: number): Span | null | undefined => {
  const condition = request.get('if-range')
  if (condition !== undefined && condition !== response.get('etag')) return undefined
  const asked = request.range(size)
  if (asked === -1) return null
  if (asked === undefined || asked === -2 || asked.type !== 'bytes' || asked.length !== 1) return undefined
  const [span] = asked
  return span && { first: span.start, last: span.end }
}

/** Where it lies now: it may have been moved since it was looked up, and is then where the tables say now. */
const open = async (context: Context, { id, part, name, place }: Served, span?: Span): Promise<Readable> => {
  const { kept, db } = context
  const found = await kept.at(place).read(name, span)
  if (found) return found
  const now = (await findServed(db, [id])).find((one) => one.part === part)
  const moved = now && now.place !== place ? await kept.at(now.place).read(now.name, span) : undefined
  return moved ?? fail('FILE_NOT_FOUND')
}

/** Long enough to begin with it. */
const directSeconds = 60

/** Where browsers reach the store they are sent there for what is large; whether they may have it was asked just now. */
const sendThere = async (response: Response, { kept }: Context, served: Served): Promise<boolean> => {
  const { name, place, part, type } = served
  const { link } = kept.at(place)
  if (!link || part !== 'whole') return false
  const address = await link(name, { type, disposition: dispositionOf(served), seconds: directSeconds })
  // Of this answer nothing is kept: it is good for a minute.
  for (const header of ['ETag', 'Accept-Ranges', 'Content-Type', 'Content-Disposition']) response.removeHeader(header)
  response.set('Cache-Control', 'no-store').redirect(302, address)
  return true
}

const send = async (request: Request, response: Response, context: Context, served: Served): Promise<void> => {
  const { size } = served
  const span = spanOf(request, response, size)
  if (span === null) return void response.status(416).set('Content-Range', `bytes */${size}`).end()
  const bytes = span ? span.last - span.first + 1 : size
  response.set('Content-Length', String(bytes))
  if (span) response.status(206).set('Content-Range', `bytes ${span.first}-${span.last}/${size}`)
  if (request.method === 'HEAD') return void response.end()
  const stream = await open(context, served, span)
  // Whoever hangs up in the middle is nobody's fault.
  await pipeline(stream, response).catch((err) => context.log.debug({ err }, 'a file was not sent whole'))
  context.counts.sent(bytes)
}

export const sendFile = async (request: Request, response: Response, context: Context): Promise<void> => {
  const seal = context.seals.readLink(String(request.params.seal)) ?? fail('LINK_ENDED')
  checkStanding(context.tokens.standingOf(seal.user))
  const served = await find(context, seal)
  setHeaders(response, served)
  if (isKnown(request, response)) return void response.status(304).end()
  if (await sendThere(response, context, served)) return
  await send(request, response, context, served)
}
