/** Draws what a space may begin its bank with into the folder of the page: `node scripts/node24.mjs scripts/starter/main.ts`. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { root } from '../repository.ts'
import { emoji, stickers } from './drawings.ts'

const folder = join(root, 'apps/web/public/bank')
/** Pixels a side of a drawing is in SVG. */
const drawn = 128
const dotsPerInch = 72

const draw = async (kind: string, name: string, svg: string, side: number): Promise<void> => {
  const image = sharp(Buffer.from(svg), { density: (dotsPerInch * side) / drawn })
  await image
    .resize(side, side)
    .webp({ quality: 90 })
    .toFile(join(folder, `${kind}-${name}.webp`))
}

await mkdir(folder, { recursive: true })
for (const [name, svg] of Object.entries(emoji)) await draw('emoji', name, svg, drawn)
for (const [name, svg] of Object.entries(stickers)) await draw('sticker', name, svg, 3 * drawn)
