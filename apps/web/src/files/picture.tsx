import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { AttachedFile } from '@parley/client'
import type { AskedFile, FileLinks } from '@parley/client/files'
import { useEffect, useState } from 'react'
import { useHost } from '../host/host.ts'
import { tame } from '../tame.ts'
import { Placeholder } from './placeholder.tsx'
import { useLinks } from './use-files.ts'

interface PictureProps {
  readonly file: AttachedFile
  readonly asked: AskedFile
  /** As large as it is shown. */
  readonly size: 'small' | 'large'
  readonly onOpen: () => void
}

/** What moves is shown whole. */
const addressIn = (
  { type }: AttachedFile,
  links: FileLinks | undefined,
  size: 'small' | 'large',
): string | undefined => (type === 'image/gif' ? links?.whole : (links?.[size] ?? links?.whole))

/** An address is kept while it is good: another one would have the picture loaded again. */
export const useAddress = (asked: AskedFile, choose: (links: FileLinks | undefined) => string | undefined) => {
  const { linked, links } = useLinks(asked)
  /** A page of another origin may show it as far as it may read it. */
  const crossOrigin = useHost().isOwn ? undefined : ('anonymous' as const)
  const [address, setAddress] = useState<string>()
  const newest = choose(links)
  useEffect(() => {
    setAddress((shown) => shown ?? newest)
  }, [newest])
  const fail = () => {
    if (newest !== address) setAddress(newest)
    else linked.renew()
  }
  const isGone = links !== undefined && links.whole === undefined
  return { address, links, isGone, fail, crossOrigin }
}

/** It is there in its size before it is loaded, and says what is to be seen on it. */
export const Picture = ({ file, asked, size, onOpen }: PictureProps) => {
  const { address, links, isGone, fail, crossOrigin } = useAddress(asked, (links) => addressIn(file, links, size))
  const said = tame(links?.alt ?? file.name)
  return (
    <button type="button" className="open-picture" aria-label={t`Open picture: ${said}`} onClick={onOpen}>
      <Placeholder thumbhash={file.thumbhash} />
      {address && !isGone && (
        <img
          src={address}
          crossOrigin={crossOrigin}
          alt={said}
          title={links?.alt ? said : undefined}
          width={file.width}
          height={file.height}
          decoding="async"
          onError={fail}
        />
      )}
      {isGone && (
        <span className="gone">
          <Trans>This picture is no longer there.</Trans>
        </span>
      )}
    </button>
  )
}
