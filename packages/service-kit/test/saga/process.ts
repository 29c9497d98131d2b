/** One process of one of the two services: its name and the account that is closed are what it is started with. */
import { makeLog } from '../../src/log.ts'
import { startService } from '../../src/service.ts'
import { sagaServices } from './services.ts'

const [name, account] = process.argv.slice(2)
const { auth, chat } = sagaServices(account)
const log = makeLog('saga', 'fatal')
await (name === 'auth' ? startService(auth, process.env, { log }) : startService(chat, process.env, { log }))
