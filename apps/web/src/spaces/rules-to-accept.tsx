import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Space } from '@parley/client/spaces'
import { useChat, useSelected } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { tame } from '../tame.ts'
import { useDeed } from '../use-deed.ts'
import { useScreening } from './entering.tsx'

/** A newcomer reads, and writes when the rules are accepted. */
export const RulesToAccept = ({ space }: { readonly space: Space }) => {
  const isPending = useSelected(space, ({ pending }) => pending)
  const screening = useScreening(space, isPending)
  const { parley } = useChat()
  const { run, busy, fault } = useDeed()
  if (!isPending || !screening) return null
  const accept = () => run(() => parley.call('screening.accept', { space: space.id, version: screening.version }))
  return (
    <section className="space-rules" aria-label={t`Rules`}>
      <h3>
        <Trans>Rules of this space</Trans>
      </h3>
      <ol>
        {screening.rules.map((rule) => (
          <li key={rule} dir="auto">
            {tame(rule)}
          </li>
        ))}
      </ol>
      <p className="hint">
        <Trans>Until you accept them, you can read here, and not write.</Trans>
      </p>
      <Fault text={fault} />
      <button type="button" className="primary" disabled={busy} onClick={accept}>
        <Trans>Accept the rules</Trans>
      </button>
    </section>
  )
}
