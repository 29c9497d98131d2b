import { once } from 'node:events'
import { createServer } from 'node:http'

const answers: Record<string, string> = {
  '/info': '{"OperatingSystem":"Debian"}',
  '/containers/json': '[]',
  // Asked where the tests themselves run in a container.
  '/networks/bridge': '{"IPAM":{"Config":[{"Gateway":"127.0.0.1"}]}}',
}

/** Answers as Docker does that has no images and a registry that cannot be had. */
export async function fakeEngine(socket: string, registry: 'fails' | 'is silent') {
  const server = createServer(({ url = '', method }, response) => {
    const known = Object.keys(answers).find((path) => url.includes(path))
    if (known) response.end(answers[known])
    else if (method === 'GET' && !url.includes('/distribution/'))
      response.writeHead(404).end('{"message":"no such image"}')
    // The question for the image in the registry, and the pull of it.
    else if (registry === 'fails') response.writeHead(500).end('{"message":"no such host\\n"}')
  })
  await once(server.listen(socket), 'listening')
  return {
    url: `unix://${socket}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
