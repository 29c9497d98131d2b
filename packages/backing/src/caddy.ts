import { type ProxyOptions, startProxy } from './proxy.ts'
import type { Server } from './server.ts'

/** Its own authority signs for whatever name, and nothing is asked of the network. */
const globals = (port: number): string => `{
	admin off
	auto_https disable_redirects
	local_certs
	skip_install_trust
	https_port ${port}
	default_bind 127.0.0.1
	servers {
		protocols h1 h2
	}
}
`

/** The settings are the sites of a Caddyfile, over TLS at the port. */
export const startCaddy = (options: ProxyOptions): Promise<Server> =>
  startProxy(
    {
      name: 'caddy',
      file: 'Caddyfile',
      whole: (settings, _dataDir, port) => `${globals(port)}${settings}`,
      args: (path) => ['run', '--config', path, '--adapter', 'caddyfile'],
      ready: 'serving initial configuration',
    },
    options,
  )
