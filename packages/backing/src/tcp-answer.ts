import { connect } from 'node:net'

/** What a server on this machine says first, after `question` if there is one; empty when it says nothing within a second. */
export function tcpAnswer(port: number, question = ''): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', timeout: 1_000 })
    const end = (answer: string) => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('connect', () => socket.write(question))
    socket.once('data', (data) => end(data.toString()))
    socket.once('timeout', () => end(''))
    socket.once('error', () => end(''))
    socket.once('close', () => end(''))
  })
}
