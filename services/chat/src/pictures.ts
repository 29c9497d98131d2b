/**
 * Pictures of rooms and spaces, and of the emoji of these. The service that keeps files refers to them as it does to those of messages, by keys that no message has;
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
  /** How large it may be. Not given: as any file. */
  readonly most?: { readonly bytes: number; readonly side: number }
}

interface Facts {
  readonly type: string
  readonly size: number
  readonly width?: number
  readonly height?: number
}

const isWithin = ({ size, width = 0, height = 0 }: Facts, { bytes, side }: NonNullable<Wanted['most']>): boolean =>
  size <= bytes && width <= side && height <= side

/** Before anything is changed: from now on the file stays. FILE_NOT_FOUND where it is not theirs, and BAD_INPUT where it is no image. */
export const holdPicture = async (
  { attach }: Pick<Chat, 'attach'>,
  { user, of, as, file, most: bounds }: Wanted,
): Promise<void> => {
  if (!file) return
  const { files, most, waits } = await attach({ user, room: of, message: pictureKeys[as], files: [file] })
  if (waits) fail('FILE_WAITS', { retry_ms: waitMs })
  const [facts] = (files ?? []) as readonly Facts[]
  const at = `/${as === 'bank' ? 'file' : as}`
  if (!facts && most === undefined) fail('FILE_NOT_FOUND')
  if (!facts?.width || !facts.type.startsWith('image/'))
    return fail('BAD_INPUT', { at, why: 'is no image that is shown' })
  if (bounds && !isWithin(facts, bounds))
    fail('BAD_INPUT', { at, why: `is larger than ${bounds.bytes} bytes, or than ${bounds.side} pixels a side` })
}
