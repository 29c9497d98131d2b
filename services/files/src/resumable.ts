/** Uploads in pieces and with pauses: tus 1.0 by its own server, which keeps on disk what has come. */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { Failure, fail, Id, matches } from '@parley/protocol'
import { errorOf, statusOf } from '@parley/service-kit'
import { FileStore } from '@tus/file-store'
import { Server } from '@tus/server'
import type { Request, Response } from 'express'
import { NodeRequest, sendNodeResponse } from 'srvx/node'
import { uploaderOf } from './callers.ts'
import type { Context } from './context.ts'
import { findOwn } from './store/files.ts'
import { findUpload } from './store/uploads.ts'
import { beginUpload, finishUpload, giveUp } from './taking.ts'
import type { Turns } from './turns.ts'

/** Of one request: whose it is, and the path of its uploads, where it begins one. */
interface Whose {
  readonly user: string
  readonly path: string
  /** The upload that this request began. */
  created?: string
}

const malformed = (said: string): Failure => new Failure('UPLOAD_MALFORMED', { why: `tus says: ${said.trim()}` })

/** What tus's server found wrong, as an error of ours. */
const failureOf = (status: number, said: string, most: number): Failure => {
  if (status === 404 || status === 410) return new Failure('UPLOAD_NOT_FOUND')
  if (status === 409) return new Failure('UPLOAD_OFFSET')
  // What the disk says is in the log of the system.
  if (status === 500) return new Failure('UNAVAILABLE', { retry_ms: 1_000 })
  if (status === 413) return new Failure('FILE_TOO_LARGE', { limit: 'FILE_BYTES', most })
  return malformed(said)
}

const nodeRequestOf = (request: object): IncomingMessage =>
  (request as { runtime?: { node?: { req?: IncomingMessage } } }).runtime?.node?.req as IncomingMessage

export type TakeResumable = (request: Request, response: Response) => Promise<void>

/** A name may come in metadata, as tus has it; without one it has to have some. */
const unnamed = 'file'

const makeServer = (context: Context, turns: Turns, whose: WeakMap<IncomingMessage, Whose>): Server => {
  const most = context.config.FILE_BYTES
  const of = (request: object): Whose => whose.get(nodeRequestOf(request)) as Whose
  return new Server({
    path: '/files/tus',
    datastore: new FileStore({ directory: context.incoming }),
    locker: turns,
    maxSize: most,
    disableTerminationForFinishedUploads: true,
    namingFunction: () => randomUUID(),
    generateUrl: (request, { id }) => `${of(request).path}/${id}`,
    getFileIdFromRequest: (_request, last = '') => (matches(Id, last) ? last : ''),
    onUploadCreate: async (request, { id, size, metadata }) => {
      if (size === undefined) throw malformed('an upload says at once how long it is')
      await beginUpload(context, { id, owner: of(request).user, name: metadata?.filename || unnamed, bytes: size })
      of(request).created = id
      return {}
    },
    onIncomingRequest: async (request, id) => {
      if (request.method === 'POST') return
      if (!(await findUpload(context.db, id, of(request).user))) fail('UPLOAD_NOT_FOUND')
    },
    onUploadFinish: async (request, { id }) => {
      await finishUpload(context, id, of(request).user)
      return {}
    },
    onResponseError: (request, reason) => {
      const { status_code, body } = reason as { status_code?: number; body?: string }
      const isBroken = nodeRequestOf(request).destroyed
      const known = isBroken
        ? malformed('it ended in the middle')
        : status_code
          ? failureOf(status_code, body ?? '', most)
          : reason
      const error = errorOf(known, { log: context.log, what: 'an upload', whom: {} })
      return { status_code: statusOf(error), body: JSON.stringify({ error }) }
    },
  })
}

/** What has become a file stands at its end: a client that missed the last answer finds that by asking. */
const answerFinished = async (
  request: Request,
  response: Response,
  { db }: Context,
  user: string,
): Promise<boolean> => {
  const id = request.path.split('/').at(-1) ?? ''
  if (request.method !== 'HEAD' || !matches(Id, id)) return false
  const [file] = await findOwn(db, user, [id])
  if (!file) return false
  response.set({ 'Tus-Resumable': '1.0.0', 'Upload-Offset': String(file.size), 'Upload-Length': String(file.size) })
  response.status(200).end()
  return true
}

export const makeResumable = (context: Context, turns: Turns): TakeResumable => {
  const whose = new WeakMap<IncomingMessage, Whose>()
  const server = makeServer(context, turns, whose)
  return async (request, response) => {
    const user = await uploaderOf(request, context)
    if (await answerFinished(request, response, context, user)) return
    const mine: Whose = { user, path: request.path.replace(/\/$/, '') }
    whose.set(request, mine)
    const answer = await server.handleWeb(new NodeRequest({ req: request, res: response }))
    if (request.method === 'DELETE' && answer.status === 204)
      await giveUp(context, request.path.split('/').at(-1) ?? '')
    // Who may read it is said by the edge, as of every answer.
    for (const name of [...answer.headers.keys()]) if (name.startsWith('access-control-')) answer.headers.delete(name)
    if (answer.status < 400) return sendNodeResponse(response, answer)
    // Nobody has been told where it is.
    if (mine.created) await giveUp(context, mine.created)
    const said = await answer.text()
    const error = said.startsWith('{"error":')
      ? JSON.parse(said).error
      : failureOf(answer.status, said, context.config.FILE_BYTES).body
    if (request.method === 'HEAD') return void response.status(statusOf(error)).end()
    throw Object.assign(new Failure(error.name), { body: error })
  }
}
