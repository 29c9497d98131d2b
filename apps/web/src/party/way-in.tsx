import { Trans } from '@lingui/react/macro'
import { tame } from '../tame.ts'
import { safeLink } from '../timeline/safe-link.ts'

interface WayInProps {
  readonly secret: string | undefined
  readonly launch: string | undefined
}

/** How one joins a game, once one has a place in it. */
export const WayIn = ({ secret, launch }: WayInProps) => {
  const link = launch && safeLink(launch)
  return (
    <>
      {secret !== undefined && (
        <p>
          <Trans>
            To join: <code className="party-code">{tame(secret)}</code>
          </Trans>
        </p>
      )}
      {link && (
        <p>
          <a href={link} rel="noreferrer noopener" target="_blank">
            <Trans>Start the game</Trans>
          </a>{' '}
          <span className="hint">{tame(link)}</span>
        </p>
      )}
    </>
  )
}
