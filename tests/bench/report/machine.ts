import { execFileSync } from 'node:child_process'
import { cpus, totalmem } from 'node:os'
import { root } from '../../setup/child.ts'

const git = (...args: string[]): string => {
  try {
    return execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim()
  } catch {
    return 'unknown'
  }
}

/** Of the sources that ran; a plus where some are not committed. */
const commit = () => `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain') ? '+' : ''}`

/** Where and of what the figures are, in a line. */
export const machine = (): string => {
  const gigabytes = Math.round(totalmem() / 2 ** 30)
  const date = new Date().toISOString().slice(0, 10)
  return `${cpus().length} cores (${cpus()[0]?.model.trim()}), ${gigabytes} GB, Node ${process.version}, commit ${commit()}, ${date}`
}
