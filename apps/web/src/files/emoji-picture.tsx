import type { AskedFile, FileLinks } from '@parley/client/files'
import { tame } from '../tame.ts'
import { useAddress } from './picture.tsx'

interface EmojiPictureProps {
  readonly asked: AskedFile
  readonly name: string
}

/** The small one does not move. */
const still = (links: FileLinks | undefined): string | undefined =>
  matchMedia('(prefers-reduced-motion: reduce)').matches ? links?.small : links?.whole

/** Its name where the picture is gone. */
export const EmojiPicture = ({ asked, name }: EmojiPictureProps) => {
  const { address, isGone, fail } = useAddress(asked, still)
  const said = `:${tame(name)}:`
  if (!address || isGone) return said
  return <img className="emoji-picture" src={address} alt={said} title={said} decoding="async" onError={fail} />
}
