import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Output } from '@parley/protocol'
import { useEffect, useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { noteFault } from '../faults/faults.ts'
import { Choice } from '../group/choice.tsx'
import { useDeed } from '../use-deed.ts'

type Whom = Output<'account.get'>['findable']

/** Who finds one by one's name. */
export const Findable = () => {
  const { parley } = useChat()
  const [whom, setWhom] = useState<Whom>()
  const { run, fault } = useDeed()
  useEffect(() => {
    parley.call('account.get', {}).then(({ findable }) => setWhom(findable), noteFault)
  }, [parley])
  const set = (findable: Whom) =>
    run(async () => {
      await parley.call('account.change', { findable })
      setWhom(findable)
    })
  return (
    whom && (
      <>
        <Choice label={t`Who finds you by your name`} value={whom} onChange={(value) => set(value as Whom)}>
          <option value="everyone">
            <Trans>Everybody</Trans>
          </option>
          <option value="shared">
            <Trans>Who shares a conversation or a space with you</Trans>
          </option>
          <option value="nobody">
            <Trans>Nobody</Trans>
          </option>
        </Choice>
        <Fault text={fault} />
      </>
    )
  )
}
