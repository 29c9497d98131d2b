/** Keeps one message after the other in a file, and says of each that it is kept, until it is killed. */
import { fileStore } from '../src/file-store.ts'
import { pendingOf, positionOf } from './kept.ts'

const [path = '', first = '0'] = process.argv.slice(2)
const { unsent, positions } = await fileStore(path)
console.log('open')
for (let number = Number(first); ; number++) {
  await Promise.all([unsent.save(pendingOf(number)), positions.save(positionOf(number))])
  if (number >= 3) await unsent.remove(pendingOf(number - 3).id)
  console.log(number)
}
