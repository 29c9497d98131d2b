/** Baseline: the least that keeps files. What is put there is streamed to disk and flushed, and streamed back to whoever asks. */
import { createReadStream, createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { serve } from './serve.ts'

const path = join(process.env.FOLDER ?? '', 'it')

await serve((server) =>
  server.on('request', async (request, response) => {
    if (request.method === 'GET') return await pipeline(createReadStream(path), response)
    await pipeline(request, createWriteStream(path, { flush: true }))
    response.end()
  }),
)
