import { useAddress } from './picture.tsx'

interface BadgeProps {
  /** The id of the room, space or person whose picture it is. Not given: it is one's own file, and nobody's picture yet. */
  readonly of?: string | undefined
  readonly file: string
  readonly size?: 'small' | 'large'
}

/** The picture of a room, a space or somebody, over what stands for it until it is loaded. Decoration: the name stands beside it. */
export const Badge = ({ of, file, size = 'small' }: BadgeProps) => {
  const { address, isGone, fail, crossOrigin } = useAddress(
    of === undefined ? { file } : { file, room: of },
    (links) => links?.[size],
  )
  return address && !isGone ? (
    <img className="badge-picture" src={address} crossOrigin={crossOrigin} alt="" decoding="async" onError={fail} />
  ) : null
}
