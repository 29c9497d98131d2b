import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type PushDevice, startPush, stopPush } from '@parley/client/notify'
import { useEffect, useState } from 'react'
import { useChat, useParley } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { noteFault } from '../faults/faults.ts'
import { useHost } from '../host/host.ts'
import { useDeed } from '../use-deed.ts'
import { renewPush } from './renewing.ts'
import { canPush, findWorker, startWorker } from './worker.ts'

/** Whether this device is woken for what one is told. The browser asks for its leave when somebody turns it on, and not before. */
export const PushSetting = () => {
  const { isOwn } = useHost()
  const { device, set } = useDevice()
  const { run, busy, fault } = useDeed()
  const [isRefused, setRefused] = useState(false)
  const { parley } = useChat()
  if (!isOwn || !canPush()) return null
  const begin = async (content?: boolean) => {
    const leave = await Notification.requestPermission()
    setRefused(leave === 'denied')
    if (leave === 'granted') set(await startPush(parley, await startWorker(), content === undefined ? {} : { content }))
  }
  const end = async () => {
    const worker = await findWorker()
    if (worker) await stopPush(parley, worker)
    set(undefined)
  }
  return (
    <>
      <label className="setting">
        <input
          type="checkbox"
          checked={device !== undefined}
          disabled={busy}
          onChange={({ target }) => void run(target.checked ? () => begin() : end)}
        />
        <span>
          <Trans>
            Tell me on this device, also while this page is closed
            <span className="hint">Your browser asks whether it may.</span>
          </Trans>
        </span>
      </label>
      {device && (
        <label className="setting">
          <input
            type="checkbox"
            checked={device.content}
            disabled={busy}
            onChange={({ target }) => void run(() => begin(target.checked))}
          />
          <span>
            <Trans>
              Show who wrote, and what
              <span className="hint">Else it says that there is something new.</span>
            </Trans>
          </span>
        </label>
      )}
      <Fault text={isRefused ? t`Your browser was told not to let this page do that. Its settings say so.` : fault} />
    </>
  )
}

/** Nothing where it is not woken. */
const useDevice = () => {
  const { isOwn } = useHost()
  const { parley } = useChat()
  const isOnline = useParley(({ state }) => state === 'online')
  const [device, set] = useState<PushDevice>()
  useEffect(() => {
    if (isOwn && isOnline) renewPush(parley).then(set, noteFault)
  }, [isOwn, parley, isOnline])
  return { device, set }
}
