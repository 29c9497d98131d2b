import { createRoot } from 'react-dom/client'
import { Account } from './account/account.ts'
import { comeBack } from './account/away.ts'
import { App } from './app.tsx'
import { watchForFaults } from './faults/watch.ts'
import { HostContext } from './host/host.ts'
import { hostOfDocument } from './host/make-host.ts'
import { keepFocus } from './keep-focus.ts'
import { learnTheRest } from './language/begin.ts'
import { loadPartsBy } from './later.ts'
import { lookIn, showLook } from './look/look.ts'

const place = document.getElementById('app')

/** `boot.js` has told already why there is no page here. */
const isHalted = 'halted' in document.documentElement.dataset

if (place && !isHalted) {
  watchForFaults()
  keepFocus(document)
  const host = hostOfDocument()
  host.route.follow()
  loadPartsBy(() => learnTheRest().then(() => import('./parts.ts')))
  const account = new Account(location.origin)
  showLook(() => lookIn(account.storage), document.documentElement)
  const back = comeBack()
  void (back?.for === 'log in' ? account.arrive(back.input) : account.restore())
  addEventListener('online', () => account.current().is === 'unknown' && void account.restore())
  createRoot(place).render(
    <HostContext value={host}>
      <App account={account} linking={back?.for === 'link' ? back.input : undefined} />
    </HostContext>,
  )
}
