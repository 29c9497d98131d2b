import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'

interface ShownOnceProps {
  /** What it is, and what to do with it. */
  readonly text: string
  readonly secret: string
  readonly onKept: () => void
}

/** What the server does not know a second time. */
export const ShownOnce = ({ text, secret, onKept }: ShownOnceProps) => {
  const [isCopied, setCopied] = useState(false)
  return (
    <section className="shown-once" aria-label={t`Shown once`}>
      <p role="status">
        <Trans>{text} It is not shown again.</Trans>
      </p>
      <code dir="ltr">{secret}</code>
      <div className="buttons">
        <button
          type="button"
          className="quiet"
          onClick={() => navigator.clipboard.writeText(secret).then(() => setCopied(true))}
        >
          {isCopied ? t`Copied` : t`Copy`}
        </button>
        <button type="button" className="primary" onClick={onKept}>
          <Trans>I have kept it</Trans>
        </button>
      </div>
    </section>
  )
}
