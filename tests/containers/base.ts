/** The image that ours stand on. Where no registry has it, one that is made of Debian's packages and the Node that runs this. */
import { execFile } from 'node:child_process'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { docker } from './docker.ts'

const official = 'node:24-bookworm-slim'
/** Not under the name of the official one: nobody's later build shall take it for that. */
const made = `parley-test-base:node-${process.versions.node}`
const npm = 'npm@11.19.1'
const certificates = '/etc/ssl/certs/ca-certificates.crt'
const pulledWithinMs = 60_000

const isHere = (image: string): Promise<boolean> =>
  docker('image', 'inspect', image).then(
    () => true,
    () => false,
  )

const pull = (image: string): Promise<boolean> =>
  promisify(execFile)('docker', ['pull', '--quiet', image], { timeout: pulledWithinMs }).then(
    () => true,
    () => false,
  )

const sh = (script: string, ...args: readonly string[]) =>
  promisify(execFile)('sh', ['-euc', script, 'sh', ...args], { maxBuffer: 64 * 1024 * 1024 }).catch(
    ({ stderr, message }) => {
      const needs = 'It takes root, the network and the package debootstrap; or set BASE to an image that is here.'
      throw new Error(`No registry has ${official}, and a base could not be made. ${needs}\n${stderr || message}`)
    },
  )

/** The certificates of this machine come along, as it may reach npm through a proxy that has one of its own. */
const make = async (): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-base-'))
  try {
    await sh('debootstrap --variant=minbase --include=ca-certificates bookworm "$1"', folder)
    await copyFile(process.execPath, join(folder, 'usr/local/bin/node'))
    await copyFile(certificates, join(folder, certificates))
    await sh('npm install --global --prefix "$1/usr/local" "$2"', folder, npm)
    await sh(
      `cd "$1" && rm -rf var/cache/apt/* var/lib/apt/lists/* var/log/* usr/share/doc/* usr/share/man/* usr/share/locale/*
       tar -c . | docker import --change "ENV NODE_EXTRA_CA_CERTS=$2" - "$3"`,
      folder,
      certificates,
      made,
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The name of the base: that in `BASE`, the official one, or one made here and kept for later runs. */
export const baseImage = async (): Promise<string> => {
  if (process.env.BASE) return process.env.BASE
  if (await isHere(official)) return official
  if (await isHere(made)) return made
  if (await pull(official)) return official
  console.log(`No registry has ${official}: making a base of Debian's packages`)
  await make()
  return made
}
