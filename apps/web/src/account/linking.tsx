import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Input } from '@parley/protocol'
import { useEffect, useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { Dialog } from '../dialog.tsx'
import { errorText } from '../error-text.ts'
import { Fault } from '../fault.tsx'

interface LinkingProps {
  readonly input: Input<'identity.arrive'>
  readonly onClose: () => void
}

/** Whoever went to an issuer to link their account there is back. */
export const Linking = ({ input, onClose }: LinkingProps) => {
  const { parley } = useChat()
  const [told, setTold] = useState<'linked' | { readonly fault: string }>()
  useEffect(() => {
    parley.call('identity.arrive', input).then(
      () => setTold('linked'),
      (error) => setTold({ fault: errorText(error) }),
    )
  }, [parley, input])
  return (
    <Dialog title={t`An account elsewhere`} onClose={onClose}>
      {told === 'linked' && (
        <p role="status">
          <Trans>It is linked. From now on you can log in with it.</Trans>
        </p>
      )}
      {told !== 'linked' && told && <Fault text={told.fault} />}
      {!told && (
        <p role="status">
          <Trans>Linking…</Trans>
        </p>
      )}
    </Dialog>
  )
}
