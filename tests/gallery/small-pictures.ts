/** The few pictures of `docs/page.md`, small, as they are to be copied to `docs/page`. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'

const pictures = [
  { from: 'light/room', to: 'light', width: 900 },
  { from: 'compact/room-unread', to: 'compact', width: 900 },
  { from: 'phone/list', to: 'phone', width: 360 },
] as const

/** Of those that were painted this time. */
export const writeSmallPictures = async (gallery: string): Promise<void> => {
  await mkdir(join(gallery, 'docs'), { recursive: true })
  for (const { from, to, width } of pictures)
    await sharp(join(gallery, `${from}.png`))
      .resize({ width })
      .webp({ quality: 80 })
      .toFile(join(gallery, 'docs', `${to}.webp`))
      .catch(() => {})
}
