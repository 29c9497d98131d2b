import { runProcess, startService } from '@parley/service-kit'
import { presence } from './service.ts'

await runProcess((env) => startService(presence, env))
