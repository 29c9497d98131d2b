/** A file on its way to a reader. Whether they may have it is asked each time; what it is, never decides what a browser does with it. */
import { pipeline } from 'node:stream/promises'
import { fail } from '@parley/protocol'
import { askOwner } from '@parley/service-kit'
import { roomsOwner } from '@parley/wire'
import { create } from 'content-disposition'
import type { Request, Response } from 'express'
import type { Context } from './context.ts'
import { isShown } from './kinds.ts'
import type { LinkSeal } from './seals.ts'
import { findServed, type Served } from './store/files.ts'
import type { Span } from './stores/store.ts'

/** Whatever it turns out to be, it runs nothing and asks for nothing. */
const policy = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox"

/** Of a message that its reader sees, or of nobody else's. */
const mayRead = async ({ bus }: Context, { user, file, room, seq }: LinkSeal, { owner }: Served): Promise<boolean> => {
  if (room === undefined || seq === undefined) return owner === user
  const [shown = []] = await askOwner(bus, roomsOwner, 'shown', [{ user, room, seq }])
  return shown.includes(file)
}

const find = async (context: Context, seal: LinkSeal): Promise<Served> => {
  const served = (await findServed(context.db, [seal.file])).find(({ part }) => part === seal.part)
  if (!served || !(await mayRead(context, seal, served))) return fail('FILE_NOT_FOUND')
  return served
}

const setHeaders = (response: Response, { title, hash, part, type }: Served): void => {
  response.set({
    ETag: `"${hash.toString('hex')}-${part}"`,
    'Accept-Ranges': 'bytes',
    // It may be kept, and is asked for each time: who may see it no more does not.
    'Cache-Control': 'private, no-cache',
    'Content-Type': type,
    'Content-Security-Policy': policy,
    'Content-Disposition': create(title, { type: isShown(type) ? 'inline' : 'attachment' }),
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

const send = async (request: Request, response: Response, context: Context, served: Served): Promise<void> => {
  const { name, size } = served
  const span = spanOf(request, response, size)
  if (span === null) return void response.status(416).set('Content-Range', `bytes */${size}`).end()
  const bytes = span ? span.last - span.first + 1 : size
  response.set('Content-Length', String(bytes))
  if (span) response.status(206).set('Content-Range', `bytes ${span.first}-${span.last}/${size}`)
  if (request.method === 'HEAD') return void response.end()
  const stream = (await context.store.read(name, span)) ?? fail('FILE_NOT_FOUND')
  // Whoever hangs up in the middle is nobody's fault.
  await pipeline(stream, response).catch((err) => context.log.debug({ err }, 'a file was not sent whole'))
  context.counts.sent(bytes)
}

export const sendFile = async (request: Request, response: Response, context: Context): Promise<void> => {
  const seal = context.seals.readLink(String(request.params.seal)) ?? fail('LINK_ENDED')
  const served = await find(context, seal)
  setHeaders(response, served)
  if (isKnown(request, response)) return void response.status(304).end()
  await send(request, response, context, served)
}
