import { useSyncExternalStore } from 'react'
import type { Account } from './account/account.ts'
import { MailLink } from './account/later.tsx'
import { Welcome } from './account/welcome.tsx'
import { ChatContext } from './chat/chat-context.ts'
import { Chat } from './chat/later.tsx'
import { FaultNotice } from './faults/fault-notice.tsx'
import { Pane } from './faults/pane.tsx'
import { Unkept } from './kept/unkept.tsx'
import { goTo, listAddress, useMailLink } from './route.ts'

/** The address still names the room that was open, which is none of whoever logs in next. */
const toList = () => goTo(listAddress)

interface AppProps {
  readonly account: Account
}

export const App = ({ account }: AppProps) => {
  const link = useMailLink()
  return (
    <>
      <Pane name="Parley">
        <Now account={account} />
        {link && <MailLink key={link} account={account} link={link} />}
      </Pane>
      <FaultNotice />
    </>
  )
}

const Now = ({ account }: AppProps) => {
  const state = useSyncExternalStore(account.subscribe, account.current)
  switch (state.is) {
    case 'restoring':
      return (
        <p className="empty" role="status">
          Opening Parley…
        </p>
      )
    case 'unknown':
      return (
        <div className="empty">
          <p role="alert">{state.why}</p>
          <button type="button" onClick={() => void account.restore()}>
            Try again
          </button>
        </div>
      )
    case 'out':
      return <Welcome account={account} why={state.why} />
    case 'in':
      return (
        <ChatContext value={state.chat}>
          <Chat
            notice={<Unkept storage={account.storage} cookies={account.cookies} />}
            onLogOut={() => account.logOut().then(toList)}
          />
        </ChatContext>
      )
  }
}
