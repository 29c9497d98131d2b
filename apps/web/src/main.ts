/** Where the page begins: with its language, and then with all that has texts. */
import { insist } from './insist.ts'
import { beginToSpeak } from './language/begin.ts'

/** `boot.js` says it, as nothing else is there. */
const tellBoot = () => dispatchEvent(new Event('parley-not-loaded'))

beginToSpeak()
  .then(() => insist(() => import('./start.tsx')))
  .catch(tellBoot)
