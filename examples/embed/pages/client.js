import { server, token } from './parley.js'

Object.assign(document.querySelector('parley-chat'), { server, token })
