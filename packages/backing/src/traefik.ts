import { type ProxyOptions, startProxy } from './proxy.ts'
import type { Server } from './server.ts'

/** The settings are those that it reads of a file: routers and services, for an entry point `websecure`. */
export const startTraefik = (options: ProxyOptions): Promise<Server> =>
  startProxy(
    {
      name: 'traefik',
      file: 'dynamic.yaml',
      whole: (settings) => settings,
      args: (path, _dataDir, port) => [
        `--entryPoints.websecure.address=127.0.0.1:${port}`,
        `--providers.file.filename=${path}`,
        '--global.checkNewVersion=false',
        '--global.sendAnonymousUsage=false',
        '--log.level=INFO',
      ],
      ready: 'Starting provider',
    },
    options,
  )
