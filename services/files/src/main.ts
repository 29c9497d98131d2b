import { runProcess, startService } from '@parley/service-kit'
import { files } from './service.ts'

await runProcess((env) => startService(files, env))
