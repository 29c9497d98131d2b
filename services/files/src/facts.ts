import type { Output } from '@parley/protocol'
import type { FileRow } from './store/files.ts'

export type FileFacts = Output<'file.get'>['files'][number]

export const factsOf = ({ id, name, size, type, width, height, thumbhash, duration, waits }: FileRow): FileFacts => ({
  file: id,
  name,
  size,
  type,
  ...(width && height ? { width, height } : {}),
  ...(thumbhash ? { thumbhash: thumbhash.toString('base64') } : {}),
  ...(duration ? { duration_ms: duration } : {}),
  ...(waits ? { waits } : {}),
})
