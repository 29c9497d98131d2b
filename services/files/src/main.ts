import { setFlagsFromString } from 'node:v8'

// Before anything else is loaded: the young generation stays small here. See "Files are passed on, not kept" in docs/decisions.md.
setFlagsFromString('--semi-space-growth-factor=1')

const { runProcess, startService } = await import('@parley/service-kit')
const { files } = await import('./service.ts')
await runProcess((env) => startService(files, env))
