import type { Output } from '@parley/protocol'
import type { FileRow } from './store/files.ts'

export type FileFacts = Output<'file.get'>['files'][number]

export const factsOf = ({ id, name, size, type, width, height, thumbhash }: FileRow): FileFacts => ({
  file: id,
  name,
  size,
  type,
  ...(width && height && thumbhash ? { width, height, thumbhash: thumbhash.toString('base64') } : {}),
})
