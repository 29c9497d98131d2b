import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { isEvent, type Output } from '@parley/client'
import { useEffect, useState } from 'react'
import { useChat, useParley } from '../chat/chat-context.ts'
import { errorText } from '../error-text.ts'
import { Fault } from '../fault.tsx'
import { Choice } from '../group/choice.tsx'
import { notificationKinds } from '../protocol.inline.ts'
import { useDeed } from '../use-deed.ts'
import { levels, wordsFor } from './kinds.ts'
import { MailSetting } from './mail-setting.tsx'
import { OnThisDevice } from './on-this-device.tsx'
import { QuietHours } from './quiet-hours.tsx'

export type Alerts = Pick<Output<'alert.get'>, 'levels' | 'quiet' | 'digest' | 'digest_content'>

/** What may ring, and when, on all devices; and what this one does. */
export const AlertSettings = () => {
  const { alerts, fault } = useAlerts()
  return (
    <div className="alerts">
      <OnThisDevice />
      <Fault text={fault} />
      {alerts && <QuietHours key={JSON.stringify(alerts.quiet)} quiet={alerts.quiet} />}
      {alerts && <MailSetting alerts={alerts} />}
      {alerts && <Levels alerts={alerts} />}
    </div>
  )
}

/** As they are now: another device may change them, too. */
const useAlerts = () => {
  const { parley } = useChat()
  const isOnline = useParley(({ state }) => state === 'online')
  const [alerts, setAlerts] = useState<Alerts>()
  const [fault, setFault] = useState<string>()
  useEffect(() => {
    if (!isOnline) return
    parley.call('alert.get', {}).then(
      (told) => {
        setAlerts(told)
        setFault(undefined)
      },
      (error: unknown) => setFault(errorText(error)),
    )
  }, [parley, isOnline])
  useEffect(() => parley.on('event', (event) => isEvent(event, 'alert.changed') && setAlerts(event.is)), [parley])
  return { alerts, fault }
}

const Levels = ({ alerts }: { readonly alerts: Alerts }) => {
  const { parley } = useChat()
  const { run, fault } = useDeed()
  const set = (kind: string) => (level: string) =>
    run(() => parley.call('alert.set', { levels: { [kind]: level as (typeof levels)[number][0] } }))
  return (
    <section aria-label={t`What you are told`} className="levels">
      <h3>
        <Trans>What you are told</Trans>
      </h3>
      {notificationKinds.map((kind) => (
        <Choice key={kind} label={wordsFor(kind).setting} value={alerts.levels[kind] ?? 'loud'} onChange={set(kind)}>
          {levels.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Choice>
      ))}
      <Fault text={fault} />
    </section>
  )
}
