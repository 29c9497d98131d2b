/**
 * Uploads whose bytes go from the client to the store: the service signs where, for how many bytes, and reads what came, to judge it as what
 * comes by itself. What is kept has another name, so that nothing changes under it while its address is good.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Failure, fail, Id, matches } from '@parley/protocol'
import { json, type Request, type RequestHandler, type Response } from 'express'
import { uploaderOf } from './callers.ts'
import type { Context } from './context.ts'
import { factsOf } from './facts.ts'
import { noteComing } from './store/contents.ts'
import { findOwn } from './store/files.ts'
import { findUpload } from './store/uploads.ts'
import type { Kept } from './stores/kept.ts'
import type { Store } from './stores/store.ts'
import { beginUpload, finishUpload, giveUp, incomingPath } from './taking.ts'

/** An address is good for so long; what began in time may end later. */
const goodSeconds = 3_600

type SigningStore = Store & Required<Pick<Store, 'sign'>>

/** Undefined where clients bring nothing to the store themselves. */
export const directStore = (kept: Kept, isOn: boolean): SigningStore | undefined => {
  const store = isOn && kept.into === 's3' ? kept.at('s3') : undefined
  return store?.sign && (store as SigningStore)
}

/** Found again by the id of the upload, which nobody is told before they may write it. */
const nameOf = (id: string): string => `coming-${id}`

const storeOf = ({ kept, config }: Context): SigningStore =>
  directStore(kept, config.S3_DIRECT_UPLOADS) ?? fail('ROUTE_NOT_FOUND')

const malformed = (why: string): Failure => new Failure('UPLOAD_MALFORMED', { why })

interface Wanted {
  readonly name: string
  readonly bytes: number
}

const wantedOf = ({ body }: Request): Wanted => {
  const { name, bytes } = (body ?? {}) as Partial<Record<keyof Wanted, unknown>>
  if (typeof name !== 'string' || typeof bytes !== 'number' || !Number.isSafeInteger(bytes) || bytes < 0)
    throw malformed('an upload to the store says its `name` and how many `bytes` come')
  return { name, bytes }
}

const parse = json({ limit: 8_192, type: () => true })

export const readWanted: RequestHandler = (request, response, next) =>
  parse(request, response, (reason?: unknown) => next(reason ? malformed('it is no JSON of a few bytes') : undefined))

/** Where to PUT, and nothing more: what may come is counted from here on. */
export const beginDirect = async (request: Request, response: Response, context: Context): Promise<void> => {
  const owner = await uploaderOf(request, context)
  const store = storeOf(context)
  const wanted = wantedOf(request)
  const { UPLOAD_MINUTES } = context.config
  const id = randomUUID()
  const { bytes: size } = await beginUpload(context, { id, owner, ...wanted })
  const seconds = Math.min(goodSeconds, UPLOAD_MINUTES * 60)
  await noteComing(context.db, { name: nameOf(id), place: 's3', size }, UPLOAD_MINUTES)
  const put = await store.sign(nameOf(id), size, seconds)
  response.status(201).json({ file: id, put, ends_in_ms: seconds * 1_000 })
}

/** As long as was said, whatever the store lets come meanwhile. */
async function* atMost(stream: Readable, bytes: number): AsyncGenerator<Buffer> {
  let left = bytes
  for await (const chunk of stream) {
    left -= (chunk as Buffer).length
    if (left < 0) throw malformed('more came than was said')
    yield chunk as Buffer
  }
  if (left > 0) throw malformed('less came than was said')
}

/** To a path of this request alone: another one that reads the same at once writes elsewhere. */
const fetchHere = async (context: Context, store: Store, id: string, bytes: number): Promise<string> => {
  const stream = (await store.read(nameOf(id))) ?? fail('UPLOAD_OFFSET')
  const path = `${incomingPath(context, id)}.${randomBytes(8).toString('hex')}`
  await pipeline(atMost(stream, bytes), createWriteStream(path, { mode: 0o600, flush: true }))
  return path
}

const finish = async (context: Context, id: string, owner: string): Promise<void> => {
  const store = storeOf(context)
  const upload = await findUpload(context.db, id, owner)
  if (!upload) return
  const size = (await store.size(nameOf(id))) ?? fail('UPLOAD_OFFSET')
  try {
    if (size !== upload.bytes) throw malformed(`${size} bytes came, and ${upload.bytes} were said`)
    await finishUpload(context, id, owner, await fetchHere(context, store, id, upload.bytes))
  } catch (reason) {
    // The store may be back soon, and has what came.
    if (!(reason instanceof Failure && reason.body.name === 'UNAVAILABLE')) await giveUp(context, id)
    throw reason
  } finally {
    if (!(await findUpload(context.db, id, owner))) await store.remove([nameOf(id)]).catch(() => {}) // swept later
  }
}

/** A repeat, and one of two at once, is told of the file that is there. */
export const finishDirect = async (request: Request, response: Response, context: Context): Promise<void> => {
  const owner = await uploaderOf(request, context)
  const id = String(request.params.file)
  if (!matches(Id, id)) fail('UPLOAD_NOT_FOUND')
  const failed = await finish(context, id, owner).catch((reason: unknown) => reason)
  const [file] = await findOwn(context.db, owner, [id])
  if (file) return void response.status(201).json(factsOf(file))
  throw failed ?? new Failure('UPLOAD_NOT_FOUND')
}
