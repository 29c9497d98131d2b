/** Builds both images once, for all tests. */
import type { TestProject } from 'vitest/node'
import { baseImage } from './base.ts'
import { docker, dockerAloud } from './docker.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    images: Record<Target, string>
  }
}

type Target = 'parley' | 'standalone'

/** The network of this machine, as its way to the registries may not be that of containers. */
const build = async (target: Target, base: string): Promise<string> => {
  const image = `parley-test:${target}`
  const args = ['--build-arg', `BASE=${base}`, '--build-arg', 'VERSION=0.0.0-test', '--network', 'host']
  await dockerAloud('build', '--file', 'deploy/Dockerfile', '--target', target, ...args, '--tag', image, '.')
  return await docker('image', 'inspect', '--format', '{{.Id}}', image)
}

const megabytes = async (image: string): Promise<number> =>
  Math.round(Number(await docker('image', 'inspect', '--format', '{{.Size}}', image)) / 1e6)

export default async function setup(project: TestProject): Promise<void> {
  await docker('info', '--format', '{{.ServerVersion}}').catch(() => {
    throw new Error('No container engine answers: start one such as Docker, and have the command docker on the PATH.')
  })
  const base = await baseImage()
  const begun = performance.now()
  const images = { standalone: await build('standalone', base), parley: await build('parley', base) }
  console.log(`\nBuilt in ${((performance.now() - begun) / 1000).toFixed(0)} s:`)
  for (const [name, image] of Object.entries({ ...images, base }))
    console.log(`  ${name.padEnd(12)}${await megabytes(image)} MB`)
  project.provide('images', images)
}
