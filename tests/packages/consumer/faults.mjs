// What goes wrong for somebody who begins: each has to reject with an error of the SDK that says what to do, and soon.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { logIn, Parley, ParleyError, post } from '@parley/client'
import WebSocket from 'ws'

const [url, username, password] = process.argv.slice(2)
const withSocket = { openSocket: (to, protocols) => new (globalThis.WebSocket ?? WebSocket)(to, protocols) }
const { token } = await logIn({ url }, { username, password })

/** A server that is not Parley: everything is answered with this status, handshakes too. */
const stranger = async (status) => {
  const server = createServer((_, response) => response.writeHead(status).end('<html>'))
  server.on('upgrade', (_, socket) => socket.end(`HTTP/1.1 ${status} No\r\nConnection: close\r\n\r\n`))
  server.unref().listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${server.address().port}`
}

const away = 'http://127.0.0.1:9'
const quietly = { report: () => {} }
const ready = async (options) => {
  const parley = new Parley({ url, token, ...withSocket, ...quietly, ...options })
  await parley.ready.finally(() => parley.close())
}
const call = async (options) => {
  const parley = new Parley({ url, token, ...withSocket, ...quietly, callTimeoutMs: 1_500, ...options })
  await parley.call('room.list', {}).finally(() => parley.close())
}

const cases = {
  'log in: nobody there': () => logIn({ url: away }, { username, password }),
  'log in: no such host': () => logIn({ url: 'http://parley.invalid' }, { username, password }),
  'log in: no scheme': () => logIn({ url: 'localhost:8080' }, { username, password }),
  'log in: something else answers': async () => logIn({ url: await stranger(200) }, { username, password }),
  'log in: wrong password': () => logIn({ url }, { username, password: 'another password' }),
  'log in: no password': () => logIn({ url }, { username }),
  'post: no token': () => post({ url }, 'room.list', {}),
  'ready: no scheme': () => ready({ url: 'localhost:8080' }),
  'ready: no token function': () => ready({ token: 'eyJ' }),
  'ready: no token': () => ready({ token: async () => undefined }),
  'ready: a token of nobody': () => ready({ token: async () => 'eyJ' }),
  'ready: the token function throws': () => ready({ token: async () => nothing.token }),
  'ready: 403': async () => ready({ url: await stranger(403) }),
  'ready: 404': async () => ready({ url: await stranger(404) }),
  'ready: no WebSocket': () => {
    const { WebSocket: own } = globalThis
    globalThis.WebSocket = undefined
    const trying = ready({ openSocket: undefined })
    globalThis.WebSocket = own
    return trying
  },
  'call: nobody there': () => call({ url: away }),
  'post: no such command': () => post({ url }, 'no.such', {}),
}

/** One that never settles is told as that. */
const patience = (ms) => new Promise((resolve) => setTimeout(resolve, ms, { name: 'never' }).unref())

const tried = Object.entries(cases).map(async ([what, act]) => {
  const fault = await Promise.race([act().catch((reason) => reason), patience(30_000)])
  const { name, message, retry } = fault ?? {}
  return [what, { isOurs: fault instanceof ParleyError, name, retry, message }]
})
console.log(JSON.stringify(Object.fromEntries(await Promise.all(tried))))
