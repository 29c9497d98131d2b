import { Parley } from '@parley/client'

const given = new URL(location.href).searchParams
const parley = new Parley({ url: String(given.get('url')), token: async () => String(given.get('token')) })
await parley.ready
const output = document.querySelector('output')
if (output) output.textContent = `${parley.rooms.size} rooms`
