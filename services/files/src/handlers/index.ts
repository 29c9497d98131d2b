import type { Handlers } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { archiveGet } from './archive-get.ts'
import { archiveLink } from './archive-link.ts'
import { archiveRemove } from './archive-remove.ts'
import { fileDescribe } from './file-describe.ts'
import { fileGet } from './file-get.ts'
import { fileLink } from './file-link.ts'
import { fileRemove } from './file-remove.ts'
import { fileUpload } from './file-upload.ts'

export const handlers: Handlers<'files', Context> = {
  'archive.get': archiveGet,
  'archive.link': archiveLink,
  'archive.remove': archiveRemove,
  'file.describe': fileDescribe,
  'file.get': fileGet,
  'file.link': fileLink,
  'file.remove': fileRemove,
  'file.upload': fileUpload,
}
