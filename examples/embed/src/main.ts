/** `npm start -- <address of Parley> <user name> <password>`: the site, for one person who is logged in on it. */
import { logIn } from '@parley/client'
import { buildElements } from '@parley/ui/build'
import { serveSite } from './site.ts'

const [url = 'http://localhost:8080', username = 'alice', password = ''] = process.argv.slice(2)
// A back end logs in whoever is logged in on its site: by `logInByToken`, where Parley trusts its tokens.
const session = await logIn({ url }, { username, password })
const origin = await serveSite(new AsyncDisposableStack(), {
  port: 5174,
  elements: await buildElements(),
  parley: () => url,
  token: () => session.token(),
})
for (const page of ['room.html?room=<id>', 'client.html', 'game.html?room=<id>']) console.log(`${origin}/${page}`)
