import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Output } from '@parley/client'
import { useEffect, useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { noteFault } from '../faults/faults.ts'
import { Choice } from '../group/choice.tsx'
import { useDeed } from '../use-deed.ts'
import type { Alerts } from './alert-settings.tsx'

type Every = NonNullable<Alerts['digest']>

const choices: readonly (readonly [Every, string])[] = [
  ['never', t`Never`],
  ['hourly', t`Once an hour at most`],
  ['daily', t`Once a day at most`],
]

/** Mail about what one has not read while one was away; nothing where this server sends none. */
export const MailSetting = ({ alerts }: { readonly alerts: Alerts }) => {
  const { parley } = useChat()
  const [email, setEmail] = useState<Output<'email.get'>>()
  const { run, fault } = useDeed()
  useEffect(() => {
    parley.call('email.get', {}).then(setEmail, noteFault)
  }, [parley])
  const { digest, digest_content: content = false } = alerts
  if (digest === undefined || !email?.available) return null
  const set = (every: string) => run(() => parley.call('alert.set', { digest: every as Every }))
  const show = (digest_content: boolean) => run(() => parley.call('alert.set', { digest_content }))
  return (
    <section aria-label={t`By mail`} className="levels">
      <h3>
        <Trans>By mail</Trans>
      </h3>
      {email.email === undefined ? (
        <p className="hint">
          <Trans>Give your account an e-mail address in your settings, and you can be told of what you miss.</Trans>
        </p>
      ) : (
        <>
          <Choice label={t`What you miss while you are away`} value={digest} onChange={set}>
            {choices.map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Choice>
          {digest !== 'never' && (
            <label className="setting">
              <input type="checkbox" checked={content} onChange={({ target }) => show(target.checked)} />
              <span>
                <Trans>
                  Say who has written what
                  <span className="hint">Else the mail says how much there is. It is kept wherever your mail is.</span>
                </Trans>
              </span>
            </label>
          )}
        </>
      )}
      <Fault text={fault} />
    </section>
  )
}
