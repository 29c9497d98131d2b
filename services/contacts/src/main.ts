import { runProcess, startService } from '@parley/service-kit'
import { contacts } from './service.ts'

await runProcess((env) => startService(contacts, env))
