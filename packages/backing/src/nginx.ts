import { join } from 'node:path'
import { type ProxyOptions, startProxy } from './proxy.ts'
import type { Server } from './server.ts'

const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']

/** The settings are what stands in its `http` block. */
export const startNginx = (options: ProxyOptions): Promise<Server> =>
  startProxy(
    {
      name: 'nginx',
      file: 'nginx.conf',
      whole: (settings, dataDir) => `
daemon off;
master_process off;
pid ${join(dataDir, 'nginx.pid')};
error_log stderr notice;
events {}
http {
access_log off;
${folders.map((name) => `${name}_temp_path ${join(dataDir, name)};`).join('\n')}
${settings}
}
`,
      args: (path, dataDir) => ['-e', 'stderr', '-p', dataDir, '-c', path],
      // Among its first notices, after it has begun to listen.
      ready: 'OS: ',
    },
    options,
  )
