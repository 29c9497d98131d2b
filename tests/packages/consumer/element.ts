// Everything that a page has of the elements.
import '@parley/ui'
import type { ParleyFault, ParleyRoom, TokenProvider } from '@parley/ui'

const token: TokenProvider = async ({ fresh }) => (await fetch(fresh ? '/token?fresh' : '/token')).text()
const room: ParleyRoom = document.createElement('parley-room')
Object.assign(room, { server: 'https://chat.example.org', room: '0199d2b7-31aa-4e0b-8a55-6d0c55d1e9a4' })
room.token = token
const told: ParleyFault[] = []
room.addEventListener('parley-error', ({ detail }) => told.push(detail))
room.addEventListener('parley-leave', () => room.focus())
document.body.append(room, document.createElement('parley-chat'))
