import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'

interface RecoveryCodesProps {
  readonly codes: readonly string[]
  readonly onKept: () => void
}

/** Shown once. */
export const RecoveryCodes = ({ codes, onKept }: RecoveryCodesProps) => (
  <section aria-label={t`Recovery codes`}>
    <p role="status">
      <Trans>
        Keep these codes where you find them without this device. Each logs you in once in place of your app. They are
        not shown again.
      </Trans>
    </p>
    <ul className="recovery-codes">
      {codes.map((code) => (
        <li key={code}>
          <code>{code}</code>
        </li>
      ))}
    </ul>
    <div className="buttons">
      <button type="button" className="primary" onClick={onKept}>
        <Trans>I have kept them</Trans>
      </button>
    </div>
  </section>
)
