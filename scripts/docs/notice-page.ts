/** `NOTICE`: whose work is shipped with ours, and under which licence. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../repository.ts'
import { type Installed, installedFor } from './installed.ts'
import { fill } from './template.ts'

/** What builds the page is not in it. */
const buildsPage = (name: string): boolean => /^(vite|@vitejs\/.*|@types\/.*)$/.test(name)

const list = (installed: readonly Installed[]): string =>
  installed.map(({ name, version, license }) => `  ${name} ${version} (${license})`).join('\n')

const typeboxLicence = async (): Promise<string> => {
  const [typebox] = installedFor(join(root, 'packages/protocol')).filter(({ name }) => name === 'typebox')
  const text = await readFile(join(typebox?.folder ?? '', 'license'), 'utf8')
  return text.trim().replaceAll(/^(?=.)/gm, '  ')
}

export const noticePage = async (): Promise<string> => {
  const prose = await readFile(new URL('./notice.txt', import.meta.url), 'utf8')
  const parts = {
    page: list(installedFor(join(root, 'apps/web'), buildsPage)),
    typebox: await typeboxLicence(),
    images: list(installedFor(join(root, 'packages/platform'))),
  }
  return fill(prose, parts)
}
