/** Any store that speaks S3. What is large goes in pieces; what fails in the middle leaves none. */
import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { Failure } from '@parley/protocol'
import { type Log, warnSeldom } from '@parley/service-kit'
import type { Store } from './store.ts'

export interface S3Address {
  readonly url: string
  /** Where browsers reach it; null where they do not. */
  readonly publicUrl: string | null
  readonly bucket: string
  readonly region: string
  readonly accessKey: string
  readonly secretKey: string
}

export interface S3Store extends Store, Disposable {}

const pieceBytes = 8 * 1_048_576
const piecesAtOnce = 2
const removedAtOnce = 8
/** A reader who is slow holds one for as long. */
const mostSockets = 2_000
const connectMs = 3_000
/** Without a byte either way. */
const silentMs = 20_000

const clientOf = (endpoint: string, { region, accessKey, secretKey }: S3Address): S3Client =>
  new S3Client({
    endpoint,
    region,
    forcePathStyle: true,
    credentials: { accessKeyId: accessKey, secretAccessKey: secretKey },
    // Others than AWS know no more.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 4,
    requestHandler: {
      connectionTimeout: connectMs,
      socketTimeout: silentMs,
      httpAgent: { maxSockets: mostSockets },
      httpsAgent: { maxSockets: mostSockets },
    },
  })

const statusOf = (reason: unknown): number =>
  (reason as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode ?? 0

const orMissing = async <T>(found: Promise<T>): Promise<T | undefined> => {
  try {
    return await found
  } catch (reason) {
    if (statusOf(reason) === 404) return undefined
    throw reason
  }
}

/** Parts of what never came whole are in no list of objects, and cost what objects cost. */
const abortAll = async (client: S3Client, Bucket: string, name: string): Promise<void> => {
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket, Prefix: name }))
  for (const { Key, UploadId } of Uploads)
    await orMissing(client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })))
}

const linkBy =
  (client: S3Client, Bucket: string): NonNullable<Store['link']> =>
  (Key, { type, disposition, seconds }) => {
    const asked = { Bucket, Key, ResponseContentType: type, ResponseContentDisposition: disposition }
    return getSignedUrl(client, new GetObjectCommand(asked), { expiresIn: seconds })
  }

/** How long it is stands among what is signed: the store takes nothing else. */
const signBy =
  (client: S3Client, Bucket: string): NonNullable<Store['sign']> =>
  (Key, bytes, expiresIn) =>
    getSignedUrl(client, new PutObjectCommand({ Bucket, Key, ContentLength: bytes }), {
      expiresIn,
      signableHeaders: new Set(['host', 'content-length']),
    })

/** `warn` is told why the store is away, or will not have us. */
const guarded = (log: Log) => {
  const warn = warnSeldom(log)
  return async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work
    } catch (err) {
      warn({ err, status: statusOf(err) }, 'the store of files fails')
      throw new Failure('UNAVAILABLE', { retry_ms: 2_000 })
    }
  }
}

/** `page` is how many names are asked for at once. */
export const openS3 = (address: S3Address, log: Log, page = 1_000): S3Store => {
  const { url, publicUrl, bucket: Bucket } = address
  const client = clientOf(url, address)
  const browsers = publicUrl ? clientOf(publicUrl, address) : undefined
  const guard = guarded(log)
  const put = async (Key: string, Body: Readable): Promise<void> => {
    const upload = new Upload({ client, params: { Bucket, Key, Body }, partSize: pieceBytes, queueSize: piecesAtOnce })
    // lib-storage waits for ever for a stream that was destroyed without a word.
    Body.once('error', () => void upload.abort())
    await guard(upload.done())
  }
  const removeOne = async (Key: string): Promise<void> => {
    await orMissing(client.send(new DeleteObjectCommand({ Bucket, Key })))
    await abortAll(client, Bucket, Key)
  }
  return {
    put,
    take: async (name, path) => {
      await put(name, createReadStream(path))
      await rm(path, { force: true })
    },
    read: async (Key, span) => {
      const Range = span ? `bytes=${span.first}-${span.last}` : undefined
      const found = await guard(orMissing(client.send(new GetObjectCommand({ Bucket, Key, Range }))))
      return found?.Body as Readable | undefined
    },
    size: async (Key) => (await guard(orMissing(client.send(new HeadObjectCommand({ Bucket, Key })))))?.ContentLength,
    // One by one: the command for many wants a checksum that not all stores agree on.
    remove: async (names) => {
      const left = [...names]
      const work = async () => {
        for (let name = left.pop(); name !== undefined; name = left.pop()) await guard(removeOne(name))
      }
      await Promise.all(Array.from({ length: removedAtOnce }, work))
    },
    async *list() {
      for (let ContinuationToken: string | undefined; ; ) {
        const asked = new ListObjectsV2Command({ Bucket, ContinuationToken, MaxKeys: page })
        const { Contents = [], NextContinuationToken } = await guard(client.send(asked))
        for (const { Key } of Contents) if (Key) yield Key
        ContinuationToken = NextContinuationToken
        if (!ContinuationToken) return
      }
    },
    ...(browsers ? { link: linkBy(browsers, Bucket), sign: signBy(browsers, Bucket) } : {}),
    [Symbol.dispose]: () => client.destroy(),
  }
}
