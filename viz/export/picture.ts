/** Pixels (32-bit words, alpha highest) on a canvas of their own size. */
export const pixelsToCanvas = (pixels: Uint32Array, width: number, height: number): HTMLCanvasElement => {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  putPixels(canvas, pixels as Uint32Array<ArrayBuffer>)
  return canvas
}

/** Replaces what a canvas shows; the pixels must be as many as the canvas has. */
export const putPixels = (canvas: HTMLCanvasElement, pixels: Uint32Array<ArrayBuffer>): void => {
  const bytes = new Uint8ClampedArray(pixels.buffer, pixels.byteOffset, pixels.byteLength)
  const context = canvas.getContext('2d', { willReadFrequently: true })!
  context.putImageData(new ImageData(bytes, canvas.width, canvas.height), 0, 0)
}
