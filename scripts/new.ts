/** `npm run new -- service NAME`: the skeleton of a service that works, to be changed into what it is to be. */
import { spawnSync } from 'node:child_process'
import { readOptions, refuse } from '@parley/platform/options'
import { addService, nameFault } from './new/service.ts'
import { root } from './repository.ts'

const usage = `
npm run new -- service NAME

Makes the skeleton of a service that works: its part of the protocol, its package with a command, an event, a migration and a
test, and its entry in the table of services; then what is made of that table. docs/new-service.md leads on from there.

  --bare   only writes the files; leaves pnpm install and npm run docs to you
`

const { values, positionals } = readOptions({
  usage,
  options: { bare: { type: 'boolean', default: false } },
  takesWords: true,
})
const [what, name, ...more] = positionals
if (what !== 'service' || name === undefined || more.length > 0)
  refuse('What is made is a service, with one name', usage)
const fault = nameFault(name as string)
if (fault) refuse(fault, usage)
for (const path of await addService(name as string)) console.log(path)
if (!values.bare) {
  run('npx', '--yes', 'pnpm@12.21.0', 'install', '--no-frozen-lockfile')
  run('npm', 'run', 'docs')
}

function run(program: string, ...args: string[]): void {
  const { status } = spawnSync(program, args, { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
