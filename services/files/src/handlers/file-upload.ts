import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'
import { directStore } from '../direct.ts'

/** An upload takes longer than a link is looked at: who goes on after that asks for a new one. */
const goodMs = 3_600_000

export const fileUpload: Handler<'file.upload', Context> = async (_, { user }, { seals, config, kept }) => {
  const post = `/files/with/${seals.upload({ user }, goodMs)}`
  const direct = directStore(kept, config.S3_DIRECT_UPLOADS) ? { direct: `${post}/direct` } : {}
  return { post, tus: `${post}/tus`, ...direct, ends_in_ms: goodMs, most_bytes: config.FILE_BYTES }
}
