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
  ['never', 'Never'],
  ['hourly', 'Once an hour at most'],
  ['daily', 'Once a day at most'],
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
    <section aria-label="By mail" className="levels">
      <h3>By mail</h3>
      {email.email === undefined ? (
        <p className="hint">
          Give your account an e-mail address in your settings, and you can be told of what you miss.
        </p>
      ) : (
        <>
          <Choice label="What you miss while you are away" value={digest} onChange={set}>
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
                Say who has written what
                <span className="hint">Else the mail says how much there is. It is kept wherever your mail is.</span>
              </span>
            </label>
          )}
        </>
      )}
      <Fault text={fault} />
    </section>
  )
}
