import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { PushSetting } from '../push/later.tsx'
import { isSoundOn, setSound } from './rings.ts'

/** How this device tells of what may ring. */
export const OnThisDevice = () => (
  <section aria-label={t`On this device`}>
    <h3>
      <Trans>On this device</Trans>
    </h3>
    <Sound />
    <PushSetting />
  </section>
)

const Sound = () => {
  const { storage } = useChat()
  const [isOn, setOn] = useState(() => isSoundOn(storage))
  const set = (isOn: boolean) => {
    setSound(storage, isOn)
    setOn(isOn)
  }
  return (
    <label className="setting">
      <input type="checkbox" checked={isOn} onChange={({ target }) => set(target.checked)} />
      <span>
        <Trans>
          Play a sound
          <span className="hint">Not while you do not want to be disturbed.</span>
        </Trans>
      </span>
    </label>
  )
}
