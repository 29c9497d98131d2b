import { type ProxyOptions, startProxy } from './proxy.ts'
import type { Server } from './server.ts'

/** The settings are its sections besides `global`. */
export const startHaproxy = (options: ProxyOptions): Promise<Server> =>
  startProxy(
    {
      name: 'haproxy',
      file: 'haproxy.cfg',
      whole: (settings) => `global\n  maxconn 1000\n${settings}`,
      // Alone, the one that works says nothing of whether it listens; the one above it does, and takes it along at its end.
      args: (path) => ['-W', '-db', '-f', path],
      ready: 'Loading success',
    },
    options,
  )
