import { useSyncExternalStore } from 'react'
import type { Account } from './account/account.ts'
import { Welcome } from './account/welcome.tsx'
import { Chat } from './chat/chat.tsx'
import { ChatContext } from './chat/chat-context.ts'
import { goTo, listAddress } from './route.ts'

/** The address still names the room that was open, which is none of whoever logs in next. */
const toList = () => goTo(listAddress)

export const App = ({ account }: { readonly account: Account }) => {
  const state = useSyncExternalStore(account.subscribe, account.current)
  switch (state.is) {
    case 'restoring':
      return (
        <p className="empty" role="status">
          Opening Parley…
        </p>
      )
    case 'unreachable':
      return (
        <div className="empty">
          <p role="alert">{state.why}</p>
          <button type="button" onClick={() => account.restore()}>
            Try again
          </button>
        </div>
      )
    case 'out':
      return <Welcome account={account} why={state.why} />
    case 'in':
      return (
        <ChatContext value={state.chat}>
          <Chat onLogOut={() => account.logOut().then(toList)} />
        </ChatContext>
      )
  }
}
