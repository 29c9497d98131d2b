import { runProcess, startService } from '@parley/service-kit'
import { chat } from './service.ts'

await runProcess((env) => startService(chat, env))
