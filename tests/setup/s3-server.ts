/** The store that speaks S3, of a test file: one that checks who asks. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type S3Server, startS3 } from '@parley/backing'

export interface OwnS3 extends AsyncDisposable {
  readonly server: S3Server
  /** Settings of the service for it. */
  readonly env: Readonly<Record<string, string>>
}

/** Undefined, and a line that says so, where it cannot be had. */
export const startOwnS3 = async (): Promise<OwnS3 | undefined> => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-s3-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    const server = await startS3({ dataDir: folder })
    const { url, bucket, accessKey, secretKey } = server
    const env = { S3_URL: url, S3_BUCKET: bucket, S3_ACCESS_KEY: accessKey, S3_SECRET_KEY: secretKey }
    const end = async () => {
      await server[Symbol.asyncDispose]()
      await remove()
    }
    return { server, env, [Symbol.asyncDispose]: end }
  } catch (reason) {
    await remove()
    console.warn(`NOT TESTED: files in S3, as no server for it is to be had here: ${(reason as Error).message}`)
    return undefined
  }
}
