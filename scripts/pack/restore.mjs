// `postpack`, and first of all: brings a package's own package.json back, also where packing was ended half way. Plain
// JavaScript for any Node, as nothing of the repository may run while a package.json is not its own.
import { existsSync, renameSync, rmSync } from 'node:fs'

const kept = 'node_modules/.package.json'
if (existsSync(kept)) renameSync(kept, 'package.json')
for (const name of ['LICENSE', 'NOTICE']) rmSync(name, { force: true })
