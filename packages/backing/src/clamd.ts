/** A scanner for viruses, for tests: Debian's clamd, with one signature of our own. */
import { join, resolve } from 'node:path'
import { cacheFolder } from './cache.ts'
import { fetchDebianPackages } from './debian.ts'
import { environment, serverEnv, toolEnv } from './env.ts'
import { privateFolder, writePrivate } from './private-files.ts'
import { type Server, type ServerOptions, startServer } from './server.ts'

export interface ClamdOptions extends ServerOptions {
  /** Bytes of a stream at most. */
  readonly mostBytes: number
}

/** The test file of EICAR, in hexadecimal: as it is, scanners would take this file for it. */
const eicar =
  '58354f2150254041505b345c505a58353428505e2937434329377d2445494341522d5354414e444152442d414e544956495255532d544553542d46494c452124482b482a'

/** What every scanner finds, and harms nobody. */
export const testVirus = Buffer.from(eicar, 'hex')

const settings = (dataDir: string, port: number, mostBytes: number): string => `
Foreground yes
TCPAddr 127.0.0.1
TCPSocket ${port}
DatabaseDirectory ${join(dataDir, 'signatures')}
StreamMaxLength ${mostBytes}
`

/** Rejects where this is no Debian or Ubuntu, or its mirror cannot be reached. */
export const startClamd = async (options: ClamdOptions): Promise<Server> => {
  const env = environment(options.env)
  const dataDir = resolve(options.dataDir)
  const { folder, libraryPath } = await fetchDebianPackages('clamd', ['clamav-daemon'], cacheFolder(env), toolEnv(env))
  await privateFolder(join(dataDir, 'signatures'))
  await writePrivate(join(dataDir, 'signatures/own.ndb'), `Test-Signature:0:*:${eicar}\n`)
  const config = join(dataDir, 'clamd.conf')
  return startServer(
    {
      name: 'clamd',
      stopSignal: 'SIGTERM',
      launch: async (port) => {
        await writePrivate(config, settings(dataDir, port, options.mostBytes))
        const command = join(folder, 'usr/sbin/clamd')
        return { command, args: ['--config-file', config], cwd: dataDir, env: serverEnv(env, libraryPath) }
      },
      url: (port) => `tcp://127.0.0.1:${port}`,
      ready: 'Self checking every',
    },
    dataDir,
    options,
  )
}
