import { runProcess, startService } from '@parley/service-kit'
import { notify } from './service.ts'

await runProcess((env) => startService(notify, env))
