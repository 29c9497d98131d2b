import { server, token } from './parley.js'

const chat = document.querySelector('parley-room')
chat.server = server
chat.room = new URLSearchParams(location.search).get('room')
chat.token = token
