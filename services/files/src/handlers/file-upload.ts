import type { Handler } from '@parley/service-kit'
import type { Context } from '../context.ts'

/** An upload takes longer than a link is looked at: who goes on after that asks for a new one. */
const goodMs = 3_600_000

export const fileUpload: Handler<'file.upload', Context> = async (_, { user }, { seals, config }) => {
  const post = `/files/with/${seals.upload({ user }, goodMs)}`
  return { post, tus: `${post}/tus`, ends_in_ms: goodMs, most_bytes: config.FILE_BYTES }
}
