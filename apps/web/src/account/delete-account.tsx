import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Output } from '@parley/protocol'
import { useEffect, useState } from 'react'
import { useChat, useParley } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { noteFault } from '../faults/faults.ts'
import { clockTime, dateText } from '../timeline/times.ts'
import { useDeed } from '../use-deed.ts'
import { DeleteForm } from './delete-form.tsx'

type Closing = NonNullable<Output<'account.get'>['closing']>

/** The end of one's account, and the way back for as long as there is one. */
export const DeleteAccount = () => {
  const { parley } = useChat()
  const isOnline = useParley(({ state }) => state === 'online')
  const [account, setAccount] = useState<{ readonly closing?: Closing }>()
  useEffect(() => {
    if (isOnline) parley.call('account.get', {}).then(setAccount, noteFault)
  }, [isOnline, parley])
  if (!account) return null
  return (
    <section aria-label={t`Delete account`}>
      <h3>
        <Trans>Delete account</Trans>
      </h3>
      {account.closing ? (
        <Ending of={account.closing} onKept={() => setAccount({})} />
      ) : (
        <DeleteForm onClosing={(closing) => setAccount({ closing })} />
      )}
    </section>
  )
}

interface EndingProps {
  readonly of: Closing
  readonly onKept: () => void
}

const Ending = ({ of: { at, messages }, onKept }: EndingProps) => {
  const { parley } = useChat()
  const { run, busy, fault } = useDeed()
  const keep = () =>
    run(async () => {
      await parley.call('account.keep', {})
      onKept()
    })
  return (
    <>
      <p role="status">
        <Trans>
          Your account is deleted on {dateText(at)}, {clockTime(at)}. {becomes[messages]} Until then all is as it was,
          and you can keep it.
        </Trans>
      </p>
      <Fault text={fault} />
      <div className="buttons">
        <button type="button" className="primary" disabled={busy} onClick={() => void keep()}>
          <Trans>Keep my account</Trans>
        </button>
      </div>
    </>
  )
}

const becomes: Readonly<Record<Closing['messages'], string>> = {
  remove: t`Your messages go with it.`,
  anonymise: t`Your messages stay, under the name “Deleted account”.`,
}
