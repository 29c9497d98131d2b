/** Who follows the pages from an empty cluster, line by line, has all that the manifests name. */
import { readFile } from 'node:fs/promises'
import { processes, services } from '@parley/platform'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { type ApiServer, startApiServer } from './api-server.ts'
import { type Any, build, hasKubectl, parseObjects } from './manifests.ts'
import { madeByOthers, namedIn, selectedNamespaces } from './named.ts'
import { blocksOf, openShell, type Shell } from './shell.ts'

const readExample = (name: string) => readFile(new URL(`../examples/${name}`, import.meta.url), 'utf8')
const certificate =
  'openssl req -x509 -newkey rsa:2048 -nodes -keyout tls.key -out tls.crt -subj /CN=chat.example.org -days 1 2> tls.log'

const production = async (): Promise<string[]> => {
  const own = await blocksOf('README.md', '## For real, in an hour')
  const servers = [
    ...(await blocksOf('examples/README.md', '# Servers by operators that exist')).slice(0, 1),
    ...(await blocksOf('examples/README.md', '## NATS')),
    ...(await blocksOf('examples/README.md', '## Postgres and Redis')),
  ]
  const passwords = own.findIndex((block) => block.includes('password()'))
  return [...own.slice(0, passwords + 1), ...servers, ...own.slice(passwords + 1)]
}

const follow = async (blocks: readonly string[], look: (server: ApiServer, shell: Shell) => unknown) => {
  await using server = await startApiServer()
  using shell = await openShell(server)
  const { code, errors } = await shell.run([certificate, ...blocks].join('\n'))
  expect({ code, errors: errors.replaceAll(/^Warning: .*\n/gm, '') }).toEqual({ code: 0, errors: '' })
  await look(server, shell)
}

describe.skipIf(!hasKubectl)('whoever follows', () => {
  test('the page of production has every secret, key, host and port that something there names', async () => {
    await follow(await production(), async ({ objects }, shell) => {
      const all = objects.all()
      const values = parse(await readExample('nats-values.yaml'), { merge: true })
      const there = madeByOthers(all)
      const named = [...all.flatMap(namedIn), ...namedIn({ namespace: 'parley-servers', values })]
      expect(named.length).toBeGreaterThan(20)
      for (const { what, where } of named) expect(there, `${what}, which ${where} names`).toContain(what)
      expect(await shell.asked()).toContainEqual(expect.stringMatching(/^helm upgrade --install nats nats\/nats/))
    })
  }, 120_000)

  test('the lines that try it, and those after a change, has a deployment', async () => {
    await follow(await blocksOf('README.md', '## To try it, on kind or minikube'), ({ objects }) => {
      const deployments = objects.all().filter(({ kind }) => kind === 'Deployment')
      const restarted = deployments.filter(
        ({ spec }) => spec.template.metadata.annotations?.['kubectl.kubernetes.io/restartedAt'],
      )
      const names = [...processes.keys()].map((name) => `parley-${name}`)
      expect(restarted.map(({ metadata }) => metadata.name).toSorted()).toEqual(names.toSorted())
    })
  }, 60_000)

  test('the lines of a backup and of a restore comes to services at the restored server', async () => {
    const backup = await blocksOf('examples/README.md', '## Backups of Postgres')
    await follow([...(await production()), ...backup], ({ objects }) => {
      const urls = objects
        .all()
        .filter(({ kind, metadata }) => kind === 'Secret' && metadata.namespace === 'parley')
        .flatMap(({ data }) => (data.POSTGRES_URL ? [atob(data.POSTGRES_URL)] : []))
      expect(urls).toHaveLength(2 * services.length)
      for (const url of urls) expect(url).toContain('@parley-restored-rw.parley-servers:5432/')
    })
  }, 120_000)

  test('the lines that remove it leaves nothing', async () => {
    await follow([...(await production()), ...(await blocksOf('README.md', '## Remove it'))], ({ objects }) => {
      expect(objects.all()).toEqual([])
    })
  }, 120_000)
})

describe.skipIf(!hasKubectl)('the pages', () => {
  const overlays = ['overlays/production', 'overlays/openshift', 'overlays/ipv6', 'examples/servers']

  test.each(overlays)('tell of every namespace that a policy of %s names', async (path) => {
    const pages = await Promise.all(
      ['README.md', 'examples/README.md'].map((page) => readFile(new URL(`../${page}`, import.meta.url), 'utf8')),
    )
    const others = build(path).flatMap(selectedNamespaces)
    const known = ['kube-system', 'openshift-dns', 'ingress-nginx']
    for (const name of others.filter((each) => !known.includes(each))) expect(pages.join('\n')).toContain(`\`${name}\``)
  })

  test('name every file of the examples', async () => {
    const page = await readFile(new URL('../examples/README.md', import.meta.url), 'utf8')
    for (const name of ['cloudnative-pg-backup.yaml', 'cloudnative-pg-restore.yaml', 'new-epoch.yaml', 'redis.yaml'])
      expect(page).toContain(name)
  })

  test('apply examples into namespaces that they make', async () => {
    for (const name of [
      'cloudnative-pg.yaml',
      'cloudnative-pg-backup.yaml',
      'cloudnative-pg-restore.yaml',
      'redis.yaml',
    ])
      for (const { metadata } of parseObjects(await readExample(name)) as Any[])
        expect(metadata.namespace).toBe('parley-servers')
  })
})
