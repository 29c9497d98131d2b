/** The built web page over HTTP: what is asked for anew each time, and what never changes. */
import { extname } from 'node:path'
import type { Request, RequestHandler, Response } from 'express'
import { readLook } from './own-look.ts'
import { type Form, plainFile, readWebFiles, type WebFile } from './web-files.ts'

/** Files below it have a name that follows from their content. */
const assets = '/assets/'
const forGood = 'public, max-age=31536000, immutable'
/** May be kept, and is asked for each time whether it is still this one. */
const revalidated = 'no-cache'

/** The sheet of the deployment's own colours, which is empty in the folder. */
const lookPath = '/look.css'

/** `look` is the file of the deployment's own colours, if it has any. Throws an Error where the folder is not that of a page. */
export const serveWebPage = (root: string, look = ''): RequestHandler => {
  const files = new Map(readWebFiles(root))
  if (look) files.set(lookPath, plainFile(Buffer.from(readLook(look, root))))
  return (request, response, next) => {
    const path = request.path === '/' ? '/index.html' : request.path
    const file = isReading(request) ? files.get(path) : undefined
    if (file) return void sendFile(request, response, path, file)
    /** Another gateway may have it: of a build before this one, or after it. */
    response.set('Cache-Control', 'no-store')
    next()
  }
}

const isReading = ({ method }: Request): boolean => method === 'GET' || method === 'HEAD'

const sendFile = (request: Request, response: Response, path: string, file: WebFile): void => {
  const { encoding, bytes, etag } = formFor(request, file)
  response.type(extname(path))
  response.set({
    'Accept-Ranges': 'bytes',
    'Cache-Control': path.startsWith(assets) ? forGood : revalidated,
    ETag: etag,
    Vary: 'Accept-Encoding',
    ...(encoding && { 'Content-Encoding': encoding }),
  })
  const part = request.fresh ? undefined : partOf(request, bytes.length, etag)
  if (!part) response.send(bytes)
  else if (part === 'none') response.status(416).set('Content-Range', `bytes */${bytes.length}`).end()
  else sendPart(response, bytes, part)
}

/** The best that is taken. Who takes none of them gets the file as it is. */
const formFor = (request: Request, { forms }: WebFile): Form =>
  forms.find(({ encoding }) => !encoding || request.acceptsEncodings(encoding)) ?? (forms.at(-1) as Form)

interface Part {
  readonly start: number
  readonly end: number
}

/** Nothing where all of it is asked for, or more than one part, or parts of something else than what is here. */
const partOf = (request: Request, size: number, etag: string): Part | 'none' | undefined => {
  const condition = request.get('if-range')
  if (request.method !== 'GET' || (condition !== undefined && condition !== etag)) return undefined
  const ranges = request.range(size, { combine: true })
  if (ranges === -1) return 'none'
  if (!Array.isArray(ranges) || ranges.type !== 'bytes' || ranges.length !== 1) return undefined
  return ranges[0]
}

const sendPart = (response: Response, bytes: Buffer, { start, end }: Part): void => {
  response.status(206).set('Content-Range', `bytes ${start}-${end}/${bytes.length}`)
  response.send(bytes.subarray(start, end + 1))
}
