import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'

const pieceBytes = 262_144

/** SHA-256 of what lies at a path. Read into one piece of memory again and again: a large file leaves nothing to collect. */
export const hashOf = async (path: string): Promise<Buffer> => {
  const hash = createHash('sha256')
  const piece = Buffer.allocUnsafeSlow(pieceBytes)
  await using handle = await open(path)
  for (;;) {
    const { bytesRead } = await handle.read(piece, 0, pieceBytes, null)
    if (bytesRead === 0) return hash.digest()
    hash.update(piece.subarray(0, bytesRead))
  }
}
