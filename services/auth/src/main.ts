import { runProcess, startService } from '@parley/service-kit'
import { auth } from './service.ts'

await runProcess((env) => startService(auth, env))
