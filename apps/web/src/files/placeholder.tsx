import { useEffect, useRef } from 'react'
import { thumbHashToRGBA } from 'thumbhash'

const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0))

/** How a picture looks from afar. On a canvas, as the policy of the page allows no picture that has no address. */
export const Placeholder = ({ thumbhash }: { readonly thumbhash: string | undefined }) => {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const { current } = canvas
    if (current && thumbhash) paint(current, thumbhash)
  }, [thumbhash])
  return <canvas ref={canvas} className="placeholder" />
}

/** What others have sent may be no such thing: then there is none. */
const paint = (canvas: HTMLCanvasElement, thumbhash: string): void => {
  try {
    const { w, h, rgba } = thumbHashToRGBA(bytesOf(thumbhash))
    canvas.width = w
    canvas.height = h
    canvas.getContext('2d')?.putImageData(new ImageData(new Uint8ClampedArray(rgba), w, h), 0, 0)
  } catch {
    canvas.width = 0
  }
}
