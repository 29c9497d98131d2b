/** One file as `multipart/form-data`, as forms and curl send it: written to disk as it comes. */
import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Failure, fail } from '@parley/protocol'
import type { Request, Response } from 'express'
import multer, { type StorageEngine } from 'multer'
import { uploaderOf } from './callers.ts'
import type { Context } from './context.ts'
import { factsOf } from './facts.ts'
import { findOwn } from './store/files.ts'
import { beginUpload, finishUpload, giveUp, incomingPath } from './taking.ts'

const field = 'file'

/** Parts besides the file are read and left: forms have some. */
const limits = { files: 1, fields: 10, parts: 11, fieldNameSize: 100, fieldSize: 4_096, headerPairs: 20 } as const

const why: Readonly<Record<string, string>> = {
  LIMIT_PART_COUNT: 'it has more than 11 parts',
  LIMIT_FILE_COUNT: 'it has more than one file',
  LIMIT_FIELD_COUNT: 'it has more than 10 fields',
  LIMIT_FIELD_KEY: 'the name of a field is longer than 100 bytes',
  LIMIT_FIELD_VALUE: 'a field is longer than 4,096 bytes',
  LIMIT_UNEXPECTED_FILE: 'its file is not in the field `file`',
  MISSING_FIELD_NAME: 'a field has no name',
}

/** Written nowhere but here, and under a name of ours. */
class Writing implements StorageEngine {
  readonly #write: (name: string, stream: Readable) => Promise<void>
  #stream: Readable | undefined
  #over: Promise<void> = Promise.resolve()

  constructor(write: (name: string, stream: Readable) => Promise<void>) {
    this.#write = write
  }

  readonly _handleFile: StorageEngine['_handleFile'] = (_request, { originalname, stream }, done) => {
    this.#stream = stream
    this.#over = this.#write(originalname, stream).then(
      () => done(null, {}),
      (reason: unknown) => {
        stream.resume()
        done(reason)
      },
    )
  }

  readonly _removeFile: StorageEngine['_removeFile'] = (_request, _file, done) => done(null)

  /** Resolves when nothing is written any more: the parser below may fail, or end, before that. */
  async stop(): Promise<void> {
    this.#stream?.destroy()
    await this.#over
  }
}

/** What multer and the parser below it found wrong; nobody foresaw other faults. */
const faultOf = (reason: unknown, most: number): unknown => {
  if (reason instanceof Failure) return reason
  const { code, name } = reason as { code?: string; name?: string }
  if (code === 'LIMIT_FILE_SIZE') return new Failure('FILE_TOO_LARGE', { limit: 'FILE_BYTES', most })
  if (name === 'MulterError')
    return new Failure('UPLOAD_MALFORMED', { why: why[code ?? ''] ?? 'it ended in the middle' })
  if (code !== undefined) return reason // a fault of the disk
  return new Failure('UPLOAD_MALFORMED', { why: 'it is no multipart/form-data, or ended in the middle' })
}

const read = (request: Request, response: Response, storage: StorageEngine, most: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const take = multer({
      storage,
      limits: { ...limits, fileSize: most },
      defParamCharset: 'utf8',
      preservePath: true,
    }).single(field)
    take(request, response, (reason: unknown) => (reason ? reject(faultOf(reason, most)) : resolve()))
  })

/** A body that says it is longer is not read at all. Around the file there is little. */
const aroundBytes = 65_536

export const takeMultipart = async (request: Request, response: Response, context: Context): Promise<void> => {
  const owner = await uploaderOf(request, context)
  const { FILE_BYTES } = context.config
  if (!request.is('multipart/form-data')) fail('UPLOAD_MALFORMED', { why: 'its type is not multipart/form-data' })
  if (Number(request.headers['content-length'] ?? 0) > FILE_BYTES + aroundBytes)
    fail('FILE_TOO_LARGE', { limit: 'FILE_BYTES', most: FILE_BYTES })
  const id = randomUUID()
  const writing = new Writing(async (name, stream) => {
    await beginUpload(context, { id, owner, name })
    await pipeline(stream, createWriteStream(incomingPath(context, id), { mode: 0o600, flush: true }))
  })
  try {
    await read(request, response, writing, FILE_BYTES)
    if (response.headersSent) fail('UPLOAD_SLOW', { limit: 'UPLOAD_MS' })
    if (!request.file) fail('UPLOAD_MALFORMED', { why: 'it has no file in the field `file`' })
  } catch (reason) {
    await writing.stop()
    await giveUp(context, id)
    throw reason
  }
  await finishUpload(context, id, owner)
  const [file] = await findOwn(context.db, owner, [id])
  response.status(201).json(file ? factsOf(file) : fail('FILE_NOT_FOUND'))
}
