/** Any store that speaks S3. What is large goes in pieces; what fails in the middle leaves none. */
import { createReadStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import type { Store } from './store.ts'

export interface S3Address {
  readonly url: string
  readonly bucket: string
  readonly region: string
  readonly accessKey: string
  readonly secretKey: string
}

const pieceBytes = 8 * 1_048_576
const piecesAtOnce = 2
const removedAtOnce = 8

const isGone = (reason: unknown): boolean => {
  const { name, $metadata } = reason as { name?: string; $metadata?: { httpStatusCode?: number } }
  return name === 'NoSuchKey' || $metadata?.httpStatusCode === 404
}

export const openS3 = ({ url, bucket: Bucket, region, accessKey, secretKey }: S3Address): Store => {
  const client = new S3Client({
    endpoint: url,
    region,
    forcePathStyle: true,
    credentials: { accessKeyId: accessKey, secretAccessKey: secretKey },
    // Others than AWS know no more.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
  return {
    take: async (Key, path) => {
      const params = { Bucket, Key, Body: createReadStream(path) }
      await new Upload({ client, params, partSize: pieceBytes, queueSize: piecesAtOnce }).done()
      await rm(path, { force: true })
    },
    read: async (Key, span) => {
      const Range = span ? `bytes=${span.first}-${span.last}` : undefined
      try {
        return (await client.send(new GetObjectCommand({ Bucket, Key, Range }))).Body as Readable
      } catch (reason) {
        if (isGone(reason)) return undefined
        throw reason
      }
    },
    // One by one: the command for many wants a checksum that not all stores agree on.
    remove: async (names) => {
      const left = [...names]
      const work = async () => {
        for (let Key = left.pop(); Key !== undefined; Key = left.pop())
          await client.send(new DeleteObjectCommand({ Bucket, Key }))
      }
      await Promise.all(Array.from({ length: removedAtOnce }, work))
    },
    async *list() {
      for (let ContinuationToken: string | undefined; ; ) {
        const page = await client.send(new ListObjectsV2Command({ Bucket, ContinuationToken }))
        for (const { Key } of page.Contents ?? []) if (Key) yield Key
        ContinuationToken = page.NextContinuationToken
        if (!ContinuationToken) return
      }
    },
  }
}
