/**
 * Pictures of rooms and spaces. The service that keeps files refers to them as it does to those of messages, by keys that no message has;
 * what is no picture any more goes when it has asked here.
 */
import { fail } from '@parley/protocol'
import { waitMs } from './attaching.ts'
import type { Chat } from './context.ts'
import { pictureKeys } from './store/pictures.ts'

interface Wanted {
  readonly user: string
  /** The room or space. */
  readonly of: string
  readonly as: keyof typeof pictureKeys
  /** Empty for none; undefined as before. */
  readonly file: string | undefined
}

/** Before anything is changed: from now on the file stays. FILE_NOT_FOUND where it is not theirs, and BAD_INPUT where it is no image. */
export const holdPicture = async ({ attach }: Pick<Chat, 'attach'>, { user, of, as, file }: Wanted): Promise<void> => {
  if (!file) return
  const { files, most, waits } = await attach({ user, room: of, message: pictureKeys[as], files: [file] })
  if (waits) fail('FILE_WAITS', { retry_ms: waitMs })
  const [facts] = (files ?? []) as readonly { readonly type: string; readonly width?: number }[]
  if (!facts && most === undefined) fail('FILE_NOT_FOUND')
  if (!facts?.width || !facts.type.startsWith('image/'))
    fail('BAD_INPUT', { at: `/${as}`, why: 'is no image that is shown' })
}
