/** What the service of files works with besides ours, of a test file. Undefined, and a line that says so, where it cannot be had. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type S3Server, type Server, startClamd, startS3 } from '@parley/backing'

const started = async <S extends Server>(
  what: string,
  start: (dataDir: string) => Promise<S>,
): Promise<S | undefined> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-server-'))
  const remove = () => rm(dataDir, { recursive: true, force: true })
  try {
    const server = await start(dataDir)
    const stop = server[Symbol.asyncDispose].bind(server)
    return Object.assign(server, { [Symbol.asyncDispose]: () => stop().then(remove) })
  } catch (reason) {
    await remove()
    console.warn(`NOT TESTED: ${what}, as no server for it is to be had here: ${(reason as Error).message}`)
    return undefined
  }
}

export interface OwnS3 extends S3Server {
  /** Settings of the service for it. */
  readonly settings: Readonly<Record<string, string>>
}

/** A store that speaks S3, and checks who asks. */
export const startOwnS3 = async (): Promise<OwnS3 | undefined> => {
  const server = await started('files in S3', (dataDir) => startS3({ dataDir }))
  if (!server) return undefined
  const { url, bucket, accessKey, secretKey } = server
  const settings = { S3_URL: url, S3_BUCKET: bucket, S3_ACCESS_KEY: accessKey, S3_SECRET_KEY: secretKey }
  return Object.assign(server, { settings })
}

/** A scanner for viruses that takes so many bytes at most. */
export const startScanner = (mostBytes: number): Promise<Server | undefined> =>
  started('the scan for viruses', (dataDir) => startClamd({ dataDir, mostBytes }))
