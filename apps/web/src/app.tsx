import { Trans } from '@lingui/react/macro'
import { type ComponentProps, useState, useSyncExternalStore } from 'react'
import type { Account } from './account/account.ts'
import { DeviceDialog, Linking, MailLink } from './account/later.tsx'
import { Welcome } from './account/welcome.tsx'
import { Chat } from './chat/chat.tsx'
import { ChatContext } from './chat/chat-context.ts'
import { FaultNotice } from './faults/fault-notice.tsx'
import { Pane } from './faults/pane.tsx'
import { useHost } from './host/host.ts'
import { Unkept } from './kept/unkept.tsx'
import { listAddress, useMailLink, useOpenDevice } from './route.ts'

type LinkingInput = ComponentProps<typeof Linking>['input']

interface AppProps {
  readonly account: Account
  /** What somebody has come back with who went to link their account elsewhere. */
  readonly linking?: LinkingInput | undefined
}

export const App = ({ account, linking }: AppProps) => {
  const link = useMailLink()
  return (
    <>
      <Pane name="Parley">
        <Now account={account} linking={linking} />
        {link && <MailLink key={link} account={account} link={link} />}
      </Pane>
      <FaultNotice />
    </>
  )
}

const Now = ({ account, linking }: AppProps) => {
  const { goTo } = useHost().route
  const typed = useOpenDevice()
  const [isLinking, setLinking] = useState(linking !== undefined)
  const state = useSyncExternalStore(account.subscribe, account.current)
  switch (state.is) {
    case 'restoring':
      return (
        <p className="empty" role="status">
          <Trans>Opening Parley…</Trans>
        </p>
      )
    case 'unknown':
      return (
        <div className="empty">
          <p role="alert">{state.why}</p>
          <button type="button" onClick={() => void account.restore()}>
            <Trans>Try again</Trans>
          </button>
        </div>
      )
    case 'out':
      return <Welcome key={state.newcomer?.login ?? state.half?.login} account={account} {...state} />
    case 'in':
      return (
        <ChatContext value={state.chat}>
          <Chat
            notice={<Unkept storage={account.storage} cookies={account.cookies} />}
            // The address still names the room that was open, which is none of whoever logs in next.
            onLogOut={() => account.logOut().then(() => goTo(listAddress))}
          />
          {typed !== undefined && <DeviceDialog key={typed} typed={typed} />}
          {linking && isLinking && <Linking input={linking} onClose={() => setLinking(false)} />}
        </ChatContext>
      )
  }
}
