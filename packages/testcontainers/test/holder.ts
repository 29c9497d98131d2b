import { ParleyContainer, type Runtime } from '../src/index.ts'

/** Stands for a test run: starts a Parley, says where, and goes on until it is killed. */
const parley = await new ParleyContainer().withRuntime(process.argv[2] as Runtime).start()
console.log(parley.url)
setInterval(() => {}, 60_000)
