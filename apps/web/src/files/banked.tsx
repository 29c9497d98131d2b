/** What spaces have in their banks, as pictures. */
import type { AttachedFile } from '@parley/client'
import type { AskedFile, FileLinks } from '@parley/client/files'
import { tame } from '../tame.ts'
import { useAddress } from './picture.tsx'

/** The small one does not move. */
const moving = (links: FileLinks | undefined): string | undefined =>
  matchMedia('(prefers-reduced-motion: reduce)').matches ? links?.small : links?.whole

interface EmojiPictureProps {
  readonly asked: AskedFile
  readonly name: string
}

/** Its name where the picture is gone. */
export const EmojiPicture = ({ asked, name }: EmojiPictureProps) => {
  const { address, isGone, fail, crossOrigin } = useAddress(asked, moving)
  const said = `:${tame(name)}:`
  if (!address || isGone) return said
  return (
    <img
      className="emoji-picture"
      src={address}
      crossOrigin={crossOrigin}
      alt={said}
      title={said}
      decoding="async"
      onError={fail}
    />
  )
}

interface StickerPictureProps {
  readonly asked: AskedFile
  readonly file: Pick<AttachedFile, 'name' | 'width' | 'height'>
}

/** A sticker or a GIF that was sent. */
export const StickerPicture = ({ asked, file: { name, width, height } }: StickerPictureProps) => {
  const { address, isGone, fail, crossOrigin } = useAddress(asked, moving)
  const said = tame(name)
  if (isGone) return <span className="gone">{said}</span>
  return address ? (
    <img
      src={address}
      crossOrigin={crossOrigin}
      alt={said}
      title={said}
      width={width}
      height={height}
      decoding="async"
      onError={fail}
    />
  ) : null
}
