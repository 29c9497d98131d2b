/** The servers of `docs/proxies.md`, each with its recipe, in front of gateways of a test. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  freePort,
  type ProxyOptions,
  type Server,
  startCaddy,
  startHaproxy,
  startNginx,
  startTraefik,
} from '@parley/backing'
import { createServer as createVite } from 'vite'
import { ingressRecipe, nginxOfIngress, recipe } from './recipes.ts'

/** Of the recipes: where the gateway is. */
const upstream = '127.0.0.1:8080'
const viteTarget = '//localhost:8080'

/** Their ports; of those that cannot be had, why. One that does not take its recipe rejects. */
export type Fronts = ReadonlyMap<string, number | Error>

interface Certificate {
  readonly certificate: string
  readonly key: string
  readonly both: string
}

/** One that nobody vouches for, as files. */
export const makeCertificate = async (folder: string, host: string): Promise<Certificate> => {
  const [key, certificate, both] = ['key.pem', 'certificate.pem', 'both.pem'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  const name = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`]
  await promisify(execFile)('openssl', ['req', '-x509', ...kind, ...name, '-keyout', key, '-out', certificate])
  await writeFile(both, `${await readFile(certificate, 'utf8')}${await readFile(key, 'utf8')}`)
  return { key, certificate, both }
}

type Settings = ProxyOptions['settings']
type Start = (options: ProxyOptions) => Promise<Server>

/** With the ports, files and addresses of the test in the places of those that people have. */
const kinds = (
  target: string,
  { key, certificate, both }: Certificate,
): readonly (readonly [string, Start, Settings])[] => [
  [
    'nginx',
    startNginx,
    (port) =>
      recipe('nginx', {
        'listen 443': `listen 127.0.0.1:${port}`,
        '/etc/ssl/chat.example.org.pem': certificate,
        '/etc/ssl/chat.example.org.key': key,
        [upstream]: target,
      }),
  ],
  [
    'ingress',
    startNginx,
    (port) =>
      nginxOfIngress(ingressRecipe(), { listen: `127.0.0.1:${port}`, certificate, key, target: `http://${target}` }),
  ],
  [
    'haproxy',
    startHaproxy,
    (port) =>
      recipe('haproxy', {
        'bind :443': `bind 127.0.0.1:${port}`,
        '/etc/haproxy/chat.example.org.pem': both,
        [upstream]: target,
      }),
  ],
  ['caddy', startCaddy, () => recipe('caddy', { [upstream]: target })],
  ['traefik', startTraefik, () => recipe('traefik', { [upstream]: target })],
]

export const startFronts = async (
  target: string,
  host: string,
  folder: string,
  scope: AsyncDisposableStack,
): Promise<Fronts> => {
  const files = await makeCertificate(folder, host)
  const started = kinds(target, files).map(async ([name, start, settings]): Promise<[string, number | Error]> => {
    const server = await start({ dataDir: join(folder, name), settings }).catch((reason: Error) => reason)
    if (!(server instanceof Error)) return [name, scope.use(server).port]
    if (server.message.includes('did not start')) throw server
    console.warn(`NO ${name.toUpperCase()} (${server.message}): its recipe in docs/proxies.md is NOT TRIED.`)
    return [name, server]
  })
  return new Map(await Promise.all(started))
}

/** Vite's server for development, with a page of one line. Resolves to its port. */
export const startVite = async (
  name: string,
  changes: Readonly<Record<string, string>>,
  target: string,
  folder: string,
  scope: AsyncDisposableStack,
): Promise<number> => {
  const root = await mkdtemp(join(folder, 'vite-'))
  const configFile = join(root, 'vite.config.js')
  await writeFile(join(root, 'index.html'), '<!doctype html><title>Parley</title>')
  await writeFile(configFile, recipe(name, { ...changes, [viteTarget]: `//${target}` }))
  const port = await freePort()
  const server = await createVite({
    root,
    configFile,
    logLevel: 'silent',
    optimizeDeps: { noDiscovery: true },
    server: { host: '127.0.0.1', port, strictPort: true, watch: null },
  })
  scope.defer(() => server.close())
  await server.listen()
  return port
}
