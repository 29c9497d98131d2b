/**
 * The routes for bytes, behind the same origin as the gateway. `POST /files` takes a form, `/files/tus` uploads by tus, and `/files/direct` tells where in the store to
 * upload, all with an access token; `/files/with/<seal>` is the same for who was given that address, and `/files/at/<seal>` gives a file.
 */
import { type ErrorBody, Failure } from '@parley/protocol'
import { errorOf, type Routes, sendError, statusOf } from '@parley/service-kit'
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express'
import type { Context } from './context.ts'
import { beginDirect, finishDirect, readWanted } from './direct.ts'
import { takeMultipart } from './multipart.ts'
import type { TakeResumable } from './resumable.ts'
import { sendFile } from './sending.ts'

/** How long what is left of a request is read that was answered already, so that its client gets to read the answer. */
const lingerMs = 2_000

/** Everything counts: a body that dribbles in ends with a word that says how to go on. */
const endSlow =
  (ms: number): RequestHandler =>
  (request, response, next) => {
    const slow = new Failure('UPLOAD_SLOW', { limit: 'UPLOAD_MS' })
    const timer = setTimeout(() => {
      if (!request.complete && !response.headersSent) answerEarly(request, response, slow.body)
    }, ms)
    request.once('close', () => clearTimeout(timer))
    response.once('close', () => clearTimeout(timer))
    next()
  }

/**
 * The answer to a request that has not come whole: all of it, and its end when the rest was read or nobody wants to wait any longer. A
 * connection that ends while its client writes would be a fault to that, whatever was answered.
 */
const answerEarly = (request: Request, response: Response, error: ErrorBody): void => {
  const text = JSON.stringify({ error })
  response.status(statusOf(error)).set({ 'Cache-Control': 'no-store', 'Content-Type': 'application/json' })
  response.set('Content-Length', String(Buffer.byteLength(text))).write(text)
  const end = () => {
    clearTimeout(timer)
    response.end()
    if (!request.complete) request.destroy()
  }
  const timer = setTimeout(end, lingerMs).unref()
  request.once('end', end).once('error', end).resume()
}

const ofFiles = ['ETag', 'Content-Disposition', 'Content-Length', 'Content-Range', 'Accept-Ranges']

const answerError =
  ({ log, counts }: Context): ErrorRequestHandler =>
  (reason, request, response, _next) => {
    if (request.method !== 'GET') counts.uploaded('refused')
    if (response.headersSent || response.closed) return void request.destroy()
    for (const name of ofFiles) response.removeHeader(name)
    const { ip: address, method } = request
    const error = errorOf(reason, { log, what: 'a request', whom: { method, address } })
    if (request.complete || request.readableEnded) sendError(response, error)
    else answerEarly(request, response, error)
  }

/** Below a path: a form, and uploads by tus, which has more methods. */
const uploads = (path: '/files' | '/files/with/:seal', context: Context, takeResumable: TakeResumable) => {
  const slowly = endSlow(context.config.UPLOAD_MS)
  const resumable = [slowly, takeResumable]
  return {
    [`POST ${path}`]: [slowly, (request: Request, response: Response) => takeMultipart(request, response, context)],
    [`POST ${path}/direct`]: [
      slowly,
      readWanted,
      (request: Request, response: Response) => beginDirect(request, response, context),
    ],
    [`POST ${path}/direct/:file`]: [
      slowly,
      (request: Request, response: Response) => finishDirect(request, response, context),
    ],
    [`OPTIONS ${path}/tus`]: resumable,
    [`POST ${path}/tus`]: resumable,
    [`HEAD ${path}/tus/:upload`]: resumable,
    [`PATCH ${path}/tus/:upload`]: resumable,
    [`DELETE ${path}/tus/:upload`]: resumable,
  } as const
}

/** What a page of another origin shows files with, uploads in pieces with, and reads of the answers. */
const ofPages = {
  methods: ['GET', 'PATCH', 'HEAD', 'DELETE'],
  taken: ['tus-resumable', 'upload-length', 'upload-metadata', 'upload-offset'],
  shown: ['Location', 'Tus-Resumable', 'Upload-Offset', 'Upload-Length'],
} as const

export const addRoutes = (http: Pick<Routes, 'serve'>, context: Context, takeResumable: TakeResumable): void =>
  http.serve({
    edge: context.edge,
    open: [{ path: '/files', cookies: false, more: ofPages }],
    paths: ['/files'],
    answers: {
      'GET /files/at/:seal': (request, response) => sendFile(request, response, context),
      ...uploads('/files/with/:seal', context, takeResumable),
      ...uploads('/files', context, takeResumable),
    },
    failed: answerError(context),
  })
