/**
 * Pictures of rooms and spaces, and what is in the banks of these. The service that keeps files refers to them as it does to those of messages, by keys that no message has;
 * what is no picture any more goes when it has asked here.
 */
import { fail } from '@parley/protocol'
import { waitMs } from './attaching.ts'
import type { Chat } from './context.ts'
import { pictureKeys } from './store/pictures.ts'

type Bounds = { readonly bytes: number } & ({ readonly side: number } | { readonly ms: number })

interface Wanted {
  readonly user: string
  /** The room or space. */
  readonly of: string
  readonly as: keyof typeof pictureKeys
  /** Empty for none; undefined as before. */
  readonly file: string | undefined
  /** How large it may be: an image, of so many pixels a side, or a sound, of so many milliseconds. Not given: any image. */
  readonly most?: Bounds
}

interface Facts {
  readonly type: string
  readonly size: number
  readonly width?: number
  readonly height?: number
  readonly duration_ms?: number
}

/** Why a file is not what is wanted; nothing where it is. */
const faultOf = ({ type, size, width = 0, height = 0, duration_ms = 0 }: Facts, most?: Bounds): string | undefined => {
  if (most && 'ms' in most) {
    if (!type.startsWith('audio/') || duration_ms === 0) return 'is no sound of which one knows how long it is'
    return size <= most.bytes && duration_ms <= most.ms
      ? undefined
      : `is larger than ${most.bytes} bytes, or longer than ${most.ms} ms`
  }
  if (width === 0 || !type.startsWith('image/')) return 'is no image that is shown'
  return !most || (size <= most.bytes && width <= most.side && height <= most.side)
    ? undefined
    : `is larger than ${most.bytes} bytes, or than ${most.side} pixels a side`
}

/** Before anything is changed: from now on the file stays. FILE_NOT_FOUND where it is not theirs, and BAD_INPUT where it is no image. */
export const holdPicture = async (
  { attach }: Pick<Chat, 'attach'>,
  { user, of, as, file, most: bounds }: Wanted,
): Promise<void> => {
  if (!file) return
  const { files, most, waits } = await attach({ user, room: of, message: pictureKeys[as], files: [file] })
  if (waits) fail('FILE_WAITS', { retry_ms: waitMs })
  const [facts] = (files ?? []) as readonly Facts[]
  if (!facts && most === undefined) fail('FILE_NOT_FOUND')
  const why = facts ? faultOf(facts, bounds) : 'is larger than a message may be'
  if (why) fail('BAD_INPUT', { at: `/${as === 'bank' ? 'file' : as}`, why })
}
