/** The settings of proxies that `docs/proxies.md` tells people to use, as they stand there. */
import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'

const page = await readFile(new URL('../../docs/proxies.md', import.meta.url), 'utf8')
const blocks = [...page.matchAll(/<!-- recipe: ([\w-]+) -->\n\n```\w+\n(.*?)```/gs)]

export const recipeNames = blocks.map(([, name = '']) => name)

/** What is different in a test; what is to be replaced has to be there. */
export const recipe = (name: string, changes: Readonly<Record<string, string>> = {}): string => {
  const found = blocks.find(([, each]) => each === name)?.[2]
  if (found === undefined) throw new Error(`docs/proxies.md has no recipe ${name}`)
  return Object.entries(changes).reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the recipe ${name} has no ${from}`)
    return text.replaceAll(from, to)
  }, found)
}

export interface Ingress {
  readonly metadata: { readonly annotations: Readonly<Record<string, string>> }
  readonly spec: {
    readonly tls: readonly { readonly hosts: readonly string[] }[]
    readonly rules: readonly { readonly host: string; readonly http: { readonly paths: readonly unknown[] } }[]
  }
}

export const ingressRecipe = (): Ingress => parse(recipe('ingress')) as Ingress

const prefix = 'nginx.ingress.kubernetes.io/'

/** What ingress-nginx documents that it tells nginx for an Ingress, with a certificate and a backend of the test. */
export const nginxOfIngress = (
  { metadata, spec }: Ingress,
  { listen, certificate, key, target }: Readonly<Record<'listen' | 'certificate' | 'key' | 'target', string>>,
): string => {
  const seconds = (name: string) => metadata.annotations[`${prefix}${name}`] ?? '60'
  const servers = spec.rules.map(
    ({ host }) => `
server {
  listen ${listen} ssl;
  server_name ${host};
  ssl_certificate ${certificate};
  ssl_certificate_key ${key};
  location / {
    proxy_pass ${target};
    proxy_http_version 1.1;
    proxy_set_header Host $http_host;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $connection_upgrade;
    proxy_set_header X-Real-IP $remote_addr;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Host $http_host;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header X-Original-Forwarded-For $http_x_forwarded_for;
    proxy_read_timeout ${seconds('proxy-read-timeout')}s;
    proxy_send_timeout ${seconds('proxy-send-timeout')}s;
  }
}`,
  )
  return `map $http_upgrade $connection_upgrade { default upgrade; "" close; }\n${servers.join('\n')}`
}
