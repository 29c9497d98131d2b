/** A store that speaks S3 and checks who asks, for tests: OpenStack Swift, out of Debian's packages. */
import { access } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cacheFolder } from './cache.ts'
import { fetchDebianPackages } from './debian.ts'
import { environment, serverEnv, toolEnv } from './env.ts'
import { keptPassword } from './password.ts'
import { privateFolder } from './private-files.ts'
import { type Server, type ServerOptions, startServer } from './server.ts'

export interface S3Server extends Server {
  readonly bucket: string
  readonly accessKey: string
  readonly secretKey: string
}

const packages = ['swift-proxy', 'swift-account', 'swift-container', 'swift-object']
const program = fileURLToPath(new URL('./s3-server.py', import.meta.url))

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/** One with a bucket. Rejects where this is no Debian or Ubuntu, or its mirror cannot be reached. */
export const startS3 = async (options: ServerOptions): Promise<S3Server> => {
  const env = environment(options.env)
  const dataDir = resolve(options.dataDir)
  const { folder, libraryPath } = await fetchDebianPackages('swift', packages, cacheFolder(env), toolEnv(env))
  const own = join(folder, 'usr/bin/python3')
  const python = (await isThere(own)) ? own : '/usr/bin/python3'
  await privateFolder(dataDir)
  const secretKey = await keptPassword(join(dataDir, 'key'))
  const recipe = {
    name: 'swift',
    stopSignal: 'SIGTERM',
    launch: (port: number) => ({
      command: python,
      args: ['-B', program, dataDir, String(port)],
      cwd: dataDir,
      env: { ...serverEnv(env, libraryPath), PYTHONPATH: join(folder, 'usr/lib/python3/dist-packages') },
    }),
    url: (port: number) => `http://127.0.0.1:${port}`,
    ready: 'listening',
  } as const
  const server = await startServer(recipe, dataDir, options)
  return Object.assign(server, { bucket: 'parley', accessKey: 'parley:files', secretKey })
}
