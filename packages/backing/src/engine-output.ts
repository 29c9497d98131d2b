/** Out of the engine's frames: eight bytes, of which the last four are the length, and then so much text. */
export function textOf(frames: Buffer): string {
  const pieces: Buffer[] = []
  for (let at = 0; at + 8 <= frames.length; ) {
    const end = at + 8 + frames.readUInt32BE(at + 4)
    pieces.push(frames.subarray(at + 8, end))
    at = end
  }
  return Buffer.concat(pieces).toString()
}

/** The last line that is not of a stack trace. */
export const lastWords = (output: string): string =>
  output
    .split('\n')
    .findLast((line) => line.trim() !== '' && !/^\s+at /.test(line))
    ?.trim() ?? ''
