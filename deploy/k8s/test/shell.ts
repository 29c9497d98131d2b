/** Lines of a page, run by a shell as somebody would who follows it, with the real kubectl and an API server of the test's own. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { chmod, mkdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { programOf } from '@parley/service-kit/testing'
import type { ApiServer } from './api-server.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const command = programOf('packages/platform/src/main.ts')

/** Blocks of shell under this heading of a page, up to the next one of its level or above. */
export const blocksOf = async (page: string, heading: string): Promise<string[]> => {
  const lines = (await readFile(new URL(`../${page}`, import.meta.url), 'utf8')).split('\n')
  const from = lines.indexOf(heading)
  if (from < 0) throw new Error(`${page} has no ${heading}`)
  const level = heading.split(' ')[0]?.length ?? 1
  const rest = lines.slice(from + 1)
  const isNext = (line: string) => /^#+ /.test(line) && (line.split(' ')[0]?.length ?? 0) <= level
  const to = rest.findIndex(isNext)
  const section = rest.slice(0, to < 0 ? undefined : to).join('\n')
  return [...section.matchAll(/^( *)```sh\n([\s\S]*?)^\1```$/gm)].map(([, indent = '', block = '']) =>
    block.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  )
}

export interface Ran {
  readonly code: number
  readonly output: string
  readonly errors: string
}

export interface Shell extends Disposable {
  run(script: string): Promise<Ran>
  /** What docker, kind and helm were asked for. */
  readonly asked: () => Promise<string[]>
}

const programs = (folder: string, url: string): Record<string, string> => ({
  // Kinds of operators have no schema here, and schema.test.ts looks at those of Kubernetes.
  kubectl: `case $1 in kustomize | version) exec KUBECTL "$@" ;; esac
validate=; case " $* " in *" apply "* | *" create "*) validate=--validate=false ;; esac
exec KUBECTL --server ${url} "$@" $validate`,
  docker: `echo "docker $*" >> ${folder}/asked
[ "$1" = run ] || exit 0
while [ "$1" != registry.example.org/parley:0.1.0 ]; do shift; done
shift; exec ${process.execPath} ${command} "$@"`,
  kind: `echo "kind $*" >> ${folder}/asked`,
  helm: `echo "helm $*" >> ${folder}/asked
for file in "$@"; do case $file in deploy/*) [ -e "$file" ] || exit 1 ;; *=authorization.conf) [ -s authorization.conf ] || exit 1 ;; esac; done`,
})

const find = async (name: string): Promise<string> => {
  const child = spawn('sh', ['-c', `command -v ${name}`])
  return (await text(child.stdout)).trim()
}

export const openShell = async ({ url }: ApiServer): Promise<Shell> => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-shell-'))
  await mkdir(join(folder, 'bin'))
  symlinkSync(join(root, 'deploy'), join(folder, 'deploy'))
  const kubectl = await find('kubectl')
  for (const [name, body] of Object.entries(programs(folder, url))) {
    const path = join(folder, 'bin', name)
    writeFileSync(path, `#!/bin/sh\n${body.replaceAll('KUBECTL', kubectl)}\n`)
    await chmod(path, 0o755)
  }
  const env = {
    PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
    HOME: folder,
    KUBECONFIG: join(folder, 'none'),
    EACH_SECONDS: '0.1',
  }
  return {
    async run(script) {
      // Where its input is a socket, bash reads the settings of a person first.
      const child = spawn('bash', ['-euo', 'pipefail', '-c', script], {
        cwd: folder,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
      return { code: code as number, output, errors }
    },
    asked: async () => (await readFile(join(folder, 'asked'), 'utf8')).trim().split('\n'),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}
