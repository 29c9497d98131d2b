/**
 * The process that reads images, which are made by strangers: by itself, so that what breaks a decoder breaks nothing else, and ended by
 * itself where it takes too much memory, or its parent is gone.
 */
import sharp, { type Sharp } from 'sharp'
import { rgbaToThumbHash } from 'thumbhash'
import { type ImageAnswer, type ImageJob, memoryVariable } from './job.ts'

const mebibyte = 1_048_576
const lookMs = 20
const largeSide = 1_280
const smallSide = 320
/** What ThumbHash takes at most. */
const hashSide = 100

sharp.cache(false)
sharp.concurrency(1)
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: [
    'VipsForeignLoadJpegFile',
    'VipsForeignLoadPngFile',
    'VipsForeignLoadWebpFile',
    'VipsForeignLoadNsgifFile',
  ],
})

const most = Number(process.env[memoryVariable]) * mebibyte
setInterval(() => {
  if (process.memoryUsage.rss() > most) process.exit(1)
}, lookMs).unref()

/** In the form that it had: pixels turned as they are to be seen, and nothing else of what it said. */
const encode = (image: Sharp, format: string): Sharp => {
  if (format === 'png') return image.png()
  if (format === 'webp') return image.webp({ quality: 90 })
  return format === 'gif' ? image.gif() : image.jpeg({ quality: 90 })
}

const thumbnail = (image: Sharp, side: number) =>
  image.resize(side, side, { fit: 'inside', withoutEnlargement: true }).webp({ quality: 80 })

const read = async ({ path, pixels, whole, large, small }: ImageJob): Promise<ImageAnswer> => {
  const {
    width,
    height,
    pageHeight = height,
    format,
    autoOrient,
  } = await sharp(path, {
    limitInputPixels: false,
    animated: true,
  }).metadata()
  if (width * height > pixels) return { refused: 'too large' }
  const options = { limitInputPixels: pixels, failOn: 'error' } as const
  const still = () => sharp(path, options).autoOrient()
  const isTurned = autoOrient.width !== width && autoOrient.width === pageHeight
  await encode(
    sharp(path, { ...options, animated: true })
      .autoOrient()
      .keepIccProfile(),
    format,
  ).toFile(whole)
  await thumbnail(still(), largeSide).toFile(large)
  await thumbnail(still(), smallSide).toFile(small)
  const { data, info } = await still()
    .resize(hashSide, hashSide, { fit: 'inside' })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const thumbhash = Buffer.from(rgbaToThumbHash(info.width, info.height, data)).toString('base64')
  return isTurned ? { width: pageHeight, height: width, thumbhash } : { width, height: pageHeight, thumbhash }
}

process.on('disconnect', () => process.exit())
process.on('message', (job: ImageJob) => {
  read(job)
    .catch((): ImageAnswer => ({ refused: 'unreadable' }))
    .then((answer) => process.send?.(answer))
})
