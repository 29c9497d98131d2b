/**
 * The process that reads images, films and sounds, which are made by strangers: by itself, so that what breaks a decoder breaks nothing else, and ended by
 * itself where it takes too much memory, or its parent is gone.
 */
import { stat } from 'node:fs/promises'
import { type IAudioMetadata, parseFile } from 'music-metadata'
import sharp, { type Sharp } from 'sharp'
import { rgbaToThumbHash } from 'thumbhash'
import { type Answer, type ImageJob, type MediaJob, type MediaLook, memoryVariable } from './job.ts'

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
    // Pictures within films and songs.
    'VipsForeignLoadJpegBuffer',
    'VipsForeignLoadPngBuffer',
    'VipsForeignLoadWebpBuffer',
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

/** The small ones, and how it looks from afar. `still` gives it anew each time. */
const writeSmall = async (still: () => Sharp, { large, small }: Pick<ImageJob, 'large' | 'small'>): Promise<string> => {
  await thumbnail(still(), largeSide).toFile(large)
  await thumbnail(still(), smallSide).toFile(small)
  const { data, info } = await still()
    .resize(hashSide, hashSide, { fit: 'inside' })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  return Buffer.from(rgbaToThumbHash(info.width, info.height, data)).toString('base64')
}

const readImage = async ({ path, pixels, whole, ...small }: ImageJob): Promise<Answer> => {
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
  const thumbhash = await writeSmall(still, small)
  return isTurned ? { width: pageHeight, height: width, thumbhash } : { width, height: pageHeight, thumbhash }
}

/** A song without an index is read to its end to know how long it is; of what is larger, that stays unknown. */
const mostReadWhole = 64 * mebibyte
const mostSide = 65_535
const mostDuration = 2_147_483_647

const sizeOf = ({ format }: IAudioMetadata): Pick<MediaLook, 'width' | 'height'> => {
  const { video } = format.trackInfo.find((track) => track.video) ?? {}
  const [width = 0, height = 0] = [video?.displayWidth ?? video?.pixelWidth, video?.displayHeight ?? video?.pixelHeight]
  const isSide = (side: number) => Number.isInteger(side) && side > 0 && side <= mostSide
  return isSide(width) && isSide(height) ? { width, height } : {}
}

const durationOf = ({ format }: IAudioMetadata): Pick<MediaLook, 'duration'> => {
  // Of a film without sound its tracks alone say it.
  const seconds = format.duration ?? Math.max(0, ...format.trackInfo.map((track) => track.duration ?? 0))
  const duration = Math.round(seconds * 1_000)
  return duration > 0 && duration <= mostDuration ? { duration } : {}
}

const posterOf = async ({ common }: IAudioMetadata, { pixels, ...small }: MediaJob): Promise<MediaLook> => {
  const [picture] = common.picture ?? []
  if (!picture) return {}
  const still = () => sharp(picture.data, { limitInputPixels: pixels, failOn: 'error' }).autoOrient()
  return { thumbhash: await writeSmall(still, small) }
}

const readMedia = async (job: MediaJob): Promise<MediaLook> => {
  const { size } = await stat(job.path)
  const found = await parseFile(job.path, { duration: size <= mostReadWhole })
  const poster = await posterOf(found, job).catch(() => ({}))
  return { ...durationOf(found), ...sizeOf(found), ...poster }
}

const read = (job: ImageJob | MediaJob): Promise<Answer> =>
  job.whole === undefined
    ? readMedia(job).catch(() => ({}))
    : readImage(job).catch(() => ({ refused: 'unreadable' }) as const)

process.on('disconnect', () => process.exit())
process.on('message', (job: ImageJob | MediaJob) => {
  read(job).then((answer) => process.send?.(answer))
})
