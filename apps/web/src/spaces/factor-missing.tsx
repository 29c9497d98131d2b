import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Space } from '@parley/client/spaces'
import { useChat, useSelected } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { useHost } from '../host/host.ts'
import { useDeed } from '../use-deed.ts'

/** Who moderates the space, and may not without a second factor, is told so where they would begin. */
export const FactorMissing = ({ space }: { readonly space: Space }) => {
  const { openSettings } = useHost().overlays
  const isMissing = useSelected(space, ({ factorMissing }) => factorMissing)
  if (!isMissing) return null
  return (
    <section className="space-rules" aria-label={t`Second factor`}>
      <p>
        <Trans>
          This space asks everybody who moderates it for a second factor, and your account has none. Until you set one
          up, you cannot moderate here.
        </Trans>
      </p>
      <button type="button" className="primary" onClick={() => openSettings()}>
        <Trans>Set up a second factor</Trans>
      </button>
    </section>
  )
}

/** The owner says so. */
export const AsksForFactor = ({ space }: { readonly space: Space }) => {
  const { parley } = useChat()
  const asks = useSelected(space, ({ secondFactor }) => secondFactor)
  const { run, busy, fault } = useDeed()
  return (
    <section aria-label={t`Second factor`} className="settings">
      <label className="setting">
        <input
          type="checkbox"
          checked={asks}
          disabled={busy}
          onChange={({ target: { checked } }) =>
            void run(() => parley.call('space.change', { space: space.id, second_factor: checked }))
          }
        />
        <Trans>Who moderates needs a second factor</Trans>
      </label>
      <Fault text={fault} />
    </section>
  )
}
