import { plural, t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { OwnSecurity, ProfileSetting } from '../account/later.tsx'
import { AdminLink } from '../admin/later.tsx'
import { Dialog } from '../dialog.tsx'
import { noteFault } from '../faults/faults.ts'
import { useHost } from '../host/host.ts'
import { LeaveIcon } from '../icons.tsx'
import { LookSetting } from '../look/later.tsx'
import { OwnDot, OwnPresence } from '../people/later.tsx'
import { Portrait } from '../people/portrait.tsx'
import { PreviewSetting } from '../previews/later.tsx'
import { PushHere } from '../push/later.tsx'
import { endPushHere } from '../push/worker.ts'
import { BeginAt } from '../shortcuts/begin-at.tsx'
import { useOverlay } from '../shortcuts/overlay.ts'
import { ServerBank } from '../spaces/later.tsx'
import { useDeed } from '../use-deed.ts'
import { useChat, useName, useParley } from './chat-context.ts'
import { NameSetting } from './name-setting.tsx'
import { ReceiptSetting } from './receipt-setting.tsx'

interface OwnAccountProps {
  /** Where it is for the page to end the session. */
  readonly onLogOut?: () => Promise<void>
}

export const OwnAccount = ({ onLogOut }: OwnAccountProps) => {
  const { isOwn, overlays } = useHost()
  const { openSettings, closeOverlay } = overlays
  const { me } = useChat()
  const name = useName(me)
  const overlay = useOverlay()
  return (
    <div className="own-account">
      {isOwn && <PushHere />}
      <button type="button" className="quiet own-settings" onClick={() => openSettings()}>
        <span className="face">
          <Portrait user={me} name={name} />
          <OwnDot />
        </span>
        <span className="own-name" dir="auto">
          {name}
        </span>
        <span className="unseen">
          <Trans>, your settings</Trans>
        </span>
      </button>
      {overlay?.is === 'settings' && (
        <Dialog title={t`Your settings`} onClose={() => closeOverlay('settings')}>
          <BeginAt heading={overlay.at} />
          <OwnPresence />
          <NameSetting />
          <ProfileSetting />
          <ReceiptSetting />
          <PreviewSetting />
          {isOwn && <LookSetting />}
          <ServerBank />
          {isOwn && <OwnSecurity />}
          <AdminLink />
        </Dialog>
      )}
      {onLogOut && <LogOut onLogOut={onLogOut} />}
    </div>
  )
}

const LogOut = ({ onLogOut }: Required<OwnAccountProps>) => {
  const { drafts, parley } = useChat()
  const unsent = useParley((parley) => parley.unsent.length)
  const { run, busy, fault } = useDeed()
  const [asking, setAsking] = useState(false)
  const quit = async () => {
    await onLogOut()
    await endPushHere().catch(noteFault)
  }
  const logOut = () => {
    setAsking(false)
    void run(quit)
  }
  /** Drafts that are saved are there on the next computer, too. */
  const leave = () =>
    void run(async () => {
      await Promise.all(parley.roomList.map((room) => room.saveDraft()))
      if (parley.unsent.length + drafts.count > 0) setAsking(true)
      else await quit()
    })
  return (
    <>
      <button type="button" className="icon" aria-label={t`Log out`} disabled={busy} onClick={leave}>
        <LeaveIcon />
      </button>
      {fault && (
        <p className="fault" role="alert">
          <Trans>Still logged in. {fault}</Trans>
        </p>
      )}
      {asking && (
        <LogOutAnyway unsent={unsent} drafts={drafts.count} onLogOut={logOut} onClose={() => setAsking(false)} />
      )}
    </>
  )
}

interface LogOutAnywayProps {
  readonly unsent: number
  readonly drafts: number
  readonly onLogOut: () => void
  readonly onClose: () => void
}

/** What is left on this computer is read by whoever uses it next, so that nothing is left of what is not sent. */
const LogOutAnyway = ({ unsent, drafts, onLogOut, onClose }: LogOutAnywayProps) => (
  <Dialog title={t`Log out?`} onClose={onClose}>
    {unsent > 0 && (
      <p>
        {plural(unsent, {
          one: 'One message has not been sent, and would be lost.',
          other: '# messages have not been sent, and would be lost.',
        })}
      </p>
    )}
    {drafts > 0 && (
      <p>
        {plural(drafts, {
          one: 'One draft is kept on this computer alone, and would be lost.',
          other: '# drafts are kept on this computer alone, and would be lost.',
        })}
      </p>
    )}
    <div className="buttons">
      <button type="button" className="quiet" onClick={onClose}>
        <Trans>Stay</Trans>
      </button>
      <button type="button" className="danger" onClick={onLogOut}>
        <Trans>Discard and log out</Trans>
      </button>
    </div>
  </Dialog>
)
