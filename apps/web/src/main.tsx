import { createRoot } from 'react-dom/client'
import { Account } from './account/account.ts'
import { App } from './app.tsx'

const account = new Account(location.origin)
void account.restore()

const place = document.getElementById('app')
if (place) createRoot(place).render(<App account={account} />)
